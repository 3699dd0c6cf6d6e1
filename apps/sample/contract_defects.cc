// SPDX-License-Identifier: Apache-2.0
#include "apps/sample/contract_defects.h"

#include <array>

namespace headgate::sample {

namespace {

constexpr std::uint8_t kOneEvent = 1;
constexpr std::uint8_t kTwoEvent = 2;
constexpr std::uint8_t kThreeEvent = 4;
constexpr std::uint8_t kOnePrediction = 8;
constexpr std::uint8_t kTwoPrediction = 16;
constexpr std::uint8_t kThreePrediction = 32;
constexpr std::uint8_t kEvents = kOneEvent | kTwoEvent | kThreeEvent;
constexpr std::uint8_t kPredictions = kOnePrediction | kTwoPrediction | kThreePrediction;
constexpr std::uint8_t kAll = kEvents | kPredictions;

// A media_id of null is refused: Cerberus looks at `anyof` even where a field is nullable, and neither of its
// alternatives takes null.
constexpr auto kUsual = std::to_array<ContractDefect>({
    {kOneEvent, "/detail/evaluation/payload", "", "required"},
    {kOneEvent, "/detail/evaluation/payload/text", "", "required"},
    {kTwoEvent, "/detail/evaluation/payload", "", "required"},
    {kThreeEvent, "/detail/evaluation/payload/medialib", R"("SHAPELIB")", "enum"},
    {kThreeEvent, "/detail/evaluation/payload/medialib", R"("SHAPELIB")", "enum"},
    {kThreeEvent, "/detail/evaluation/payload/media_id", "null", "anyOf"},
    {kThreeEvent, "/detail/evaluation/type", R"("SELECT_IMAGE")", "enum"},
    {kThreePrediction, "/detail/prediction/input/paragraph", "", "required"},
    {kOnePrediction | kTwoPrediction, "/detail/prediction/output", "", "required"},
});

constexpr auto kRare = std::to_array<ContractDefect>({
    {kAll, "/version", "0", "type"},
    {kAll, "/version", "", "required"},
    {kAll, "/account", "767115741234", "type"},
    {kAll, "/account", "", "required"},
    {kAll, "/region", "null", "type"},
    {kAll, "/region", "", "required"},
    {kAll, "/detail-type", R"("EFHeartbeatEvent")", "const"},
    {kAll, "/detail-type", "", "required"},
    {kAll, "/detail/timestamp", R"("1650391200000")", "type"},
    {kAll, "/detail/timestamp", "1650391200000.5", "type"},
    {kAll, "/detail/timestamp", "", "required"},
    {kAll, "/detail/partitionKey", "[]", "type"},
    {kAll, "/detail/partitionKey", "", "required"},

    {kEvents, "/detail/evaluation/template_ef_version", "1", "type"},
    {kEvents, "/detail/evaluation/shape_id", "null", "type"},
    {kEvents, "/detail/evaluation/shape_id", "", "required"},
    {kEvents, "/detail/evaluation/timestamp", "null", "type"},
    {kEvents, "/detail/evaluation/timestamp", R"("2022-04-19")", "type"},
    {kEvents, "/detail/evaluation/timestamp", "", "required"},
    {kOneEvent, "/detail/evaluation/reporter", R"("builder")", "const"},
    {kTwoEvent | kThreeEvent, "/detail/evaluation/reporter", R"("robot")", "enum"},
    {kEvents, "/detail/evaluation/reporter", "", "required"},
    {kTwoEvent, "/detail/evaluation/type", R"("DELETE")", "const"},
    {kOneEvent | kThreeEvent, "/detail/evaluation/type", R"("publish")", "enum"},
    {kEvents, "/detail/evaluation/type", "null", "type"},
    {kEvents, "/detail/evaluation/payload", "null", "type"},
    {kEvents, "/detail/evaluation/payload", R"("{\"text\":\"\"}")", "type"},
    {kEvents, "/detail/evaluation/payload", "[]", "type"},
    {kEvents, "/detail/evaluation/payload", "{}", "required"},
    {kEvents, "/detail/evaluation/payload/text", "null", "type"},
    {kEvents, "/detail/evaluation/payload/text", "12", "type"},
    {kOneEvent, "/detail/evaluation/payload/paragraph", R"("3")", "type"},
    {kOneEvent, "/detail/evaluation/payload/paragraph", "2.5", "type"},
    {kOneEvent, "/detail/evaluation/payload/paragraph", "", "required"},
    {kOneEvent, "/detail/evaluation/payload/slide", "7", "type"},
    {kThreeEvent, "/detail/evaluation/payload/text", "", "required"},
    {kThreeEvent, "/detail/evaluation/payload/media_id", R"({"id":7960338})", "anyOf"},
    {kThreeEvent, "/detail/evaluation/payload/media_id", "60000.5", "anyOf"},
    {kThreeEvent, "/detail/evaluation/payload/media_type", R"("AUDIO")", "enum"},
    {kThreeEvent, "/detail/evaluation/payload/media_type", "[]", "type"},
    {kThreeEvent, "/detail/evaluation/payload/medialib", "", "required"},
    {kThreeEvent, "/detail/evaluation/payload/query", "5", "anyOf"},
    {kThreeEvent, "/detail/evaluation/payload/query", R"(["home",5])", "anyOf"},
    {kThreeEvent, "/detail/evaluation/payload/query", "", "required"},
    {kThreeEvent, "/detail/evaluation/payload/tags", R"("null")", "type"},
    {kThreeEvent, "/detail/evaluation/payload/tags", R"("home")", "type"},
    {kThreeEvent, "/detail/evaluation/payload/tags", R"(["home",false])", "type"},
    {kThreeEvent, "/detail/evaluation/payload/caption", "{}", "type"},

    {kPredictions, "/detail/prediction/shape_id", "7", "type"},
    {kPredictions, "/detail/prediction/shape_id", "", "required"},
    {kPredictions, "/detail/prediction/timestamp", "1650391200000.5", "type"},
    {kPredictions, "/detail/prediction/id", "", "required"},
    {kPredictions, "/detail/prediction/input", R"("text")", "type"},
    {kPredictions, "/detail/prediction/input", "", "required"},
    {kPredictions, "/detail/prediction/output", "null", "type"},
    {kOnePrediction | kTwoPrediction, "/detail/prediction/service_version", R"("0.1.0")", "type"},
    {kOnePrediction | kTwoPrediction, "/detail/prediction/service_version", "", "required"},
    {kOnePrediction | kTwoPrediction, "/detail/prediction/service_version/model", "null", "type"},
    {kThreePrediction, "/detail/prediction/context", "null", "type"},
    {kThreePrediction, "/detail/prediction/context", "", "required"},
    {kThreePrediction, "/detail/prediction/context/paragraph", R"("2")", "type"},
    {kThreePrediction, "/detail/prediction/context/sentence", "null", "type"},
    {kThreePrediction, "/detail/prediction/input/paragraph", "null", "type"},
    {kThreePrediction, "/detail/prediction/output/sentence", "", "required"},
    {kThreePrediction, "/detail/prediction/output/search_terms", "null", "type"},
    {kThreePrediction, "/detail/prediction/output/search_terms/0", "0", "type"},
    {kThreePrediction, "/detail/prediction/output/scores", "0.5", "type"},
    {kThreePrediction, "/detail/prediction/output/scores/0", "null", "type"},
    {kThreePrediction, "/detail/prediction/output/scores/1", R"("0.5")", "type"},
    {kTwoPrediction, "/detail/prediction/input/transcript", "null", "type"},
    {kTwoPrediction, "/detail/prediction/output/microtwo", R"("A headline")", "type"},
    {kTwoPrediction, "/detail/prediction/output/microtwo/0", "{}", "type"},
    {kOnePrediction, "/detail/prediction/input/paragraphs", R"("One.")", "type"},
    {kOnePrediction, "/detail/prediction/input/paragraphs/0", "null", "type"},
    {kOnePrediction, "/detail/prediction/output/summary", "", "required"},
    {kOnePrediction, "/detail/prediction/output/metadata", "{}", "type"},
    {kOnePrediction, "/detail/prediction/output/metadata/0/idx", R"("0")", "type"},
    {kOnePrediction, "/detail/prediction/output/metadata/0/scores/0", R"("high")", "type"},
    {kOnePrediction, "/detail/prediction/output/metadata/0/filtered_sentences", R"("none")", "type"},
    {kOnePrediction, "/detail/prediction/output/skipped_paragraphs", "true", "type"},
    {kOnePrediction, "/detail/prediction/output/skipped_paragraphs/0/original_paragraph", R"("yes")", "type"},
    {kOnePrediction, "/detail/prediction/output/skipped_paragraphs/0/index", "0.5", "type"},
});

}  // namespace

bool concerns(const ContractDefect& defect, Kind kind) {
  const auto bit = static_cast<unsigned>(kind.service) + (kind.prediction ? 3 : 0);
  return (defect.kinds >> bit & 1) != 0;
}

std::span<const ContractDefect> usual_contract_defects() { return kUsual; }

std::span<const ContractDefect> rare_contract_defects() { return kRare; }

}  // namespace headgate::sample
