// SPDX-License-Identifier: Apache-2.0
// The half of CleanEvents that writes predictions.
#include <algorithm>

#include "apps/sample/clean_event.h"

namespace headgate::sample {

void CleanEvents::prediction(RandomJson& out, Service service, std::size_t prose) {
  out << R"("prediction":{"template_ef_version":"1.0","id":")";
  prediction_id(out, service, current_);
  out << R"(","shape_id":")" << shape_ << R"(","timestamp":)" << timestamp_ << R"(,"service":")"
      << service_name(service) << R"(","service_version":{"software":"0.1.0")";
  if (!random_.once_in(64)) {
    out << R"(,"model":)" << (service == Service::Microthree ? R"("muse")" : R"("distill-bart")");
  }
  out << "}";
  extra(out, R"("debug")");
  switch (service) {
    case Service::Microone: microone_prediction(out, prose); break;
    case Service::Microtwo: microtwo_prediction(out, prose); break;
    case Service::Microthree: microthree_prediction(out, prose); break;
  }
  out << "}";
}

void CleanEvents::prediction_id(RandomJson& out, Service service, const Prediction& prediction) {
  out << prediction.id;
  if (!prediction.bare) out << "#" << service_name(service);
}

// The text stands here twice: as paragraphs, and again sentence by sentence with a score each.
void CleanEvents::microone_prediction(RandomJson& out, std::size_t prose) {
  out << R"(,"context":{},"input":{"paragraphs":)";
  const std::uint32_t paragraphs = microone_paragraphs(out, prose * 2 / 5);
  out << R"(,"sentences_scores":)";
  microone_scores(out);
  // The contract names this one in the singular; hardly anybody sends it.
  if (random_.once_in(16))
    out << R"(,"sentence_scores":[{"sentence":null,"score":null},null,{"score":-1},{}])";
  out << R"(,"reduction_percentage":0.3},"output":{"summary":[)";
  out.text(prose / 10);
  out << "]";
  microone_metadata(out, paragraphs);
  microone_skipped(out);
  out << "}";
}

std::uint32_t CleanEvents::microone_paragraphs(RandomJson& out, std::size_t prose) {
  sentences_.clear();
  const std::size_t end = json_->size() + prose;
  std::uint32_t paragraphs = 0;
  out << "[";
  do {
    if (paragraphs++ != 0) out << ",";
    out << "\"";
    const std::uint32_t sentences = random_.between(1, 8);
    for (std::uint32_t i = 0; i < sentences && (i == 0 || json_->size() < end); ++i) {
      if (i != 0) out << " ";
      const std::size_t offset = json_->size();
      out.sentence(prose);
      sentences_.emplace_back(offset, json_->size() - offset);
    }
    out << "\"";
  } while (json_->size() < end);
  out << "]";
  return paragraphs;
}

void CleanEvents::microone_scores(RandomJson& out) {
  out << "[";
  for (const auto& [offset, length] : sentences_) {
    if (offset != sentences_.front().first) out << ",";
    out << R"({"sentence":")";
    json_->append(*json_, offset, length);
    out << R"(","score":)";
    if (random_.once_in(10)) out << "-1";
    else out.score();
    out << "}";
  }
  out << "]";
}

void CleanEvents::microone_metadata(RandomJson& out, std::uint32_t paragraphs) {
  if (random_.once_in(32)) return;
  out << R"(,"metadata":)";
  if (random_.once_in(32)) {
    out << "null";
    return;
  }
  out << "[";
  for (std::uint32_t i = 0; i < paragraphs; ++i) {
    if (i != 0) out << ",";
    const std::uint32_t form = random_.below(32);
    if (form == 0) {
      out << "null";
    } else if (form == 1) {
      out << R"({"filtered_sentences":null,"scores":null,"idx":null})";
    } else {
      out << R"({"filtered_sentences":)";
      out.words(form < 6 ? random_.between(1, 3) : 0, true);
      out << R"(,"scores":)";
      out.scores(random_.between(1, 5), true);
      out << R"(,"idx":)" << i << "}";
    }
  }
  out << "]";
}

void CleanEvents::microone_skipped(RandomJson& out) {
  static constexpr auto kLanguages = std::to_array<ByteView>({R"("en")", R"("de")", R"("hi")", "null"});
  const std::uint32_t form = random_.below(8);
  if (form == 0) return;
  if (form == 1) {
    out << R"(,"skipped_paragraphs":null)";
    return;
  }
  out << R"(,"skipped_paragraphs":[)";
  const std::uint32_t count = form == 2 ? random_.between(1, 3) : 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (i != 0) out << ",";
    out << R"({"text":)";
    out.text(30);
    out << R"(,"index":)" << i << R"(,"language":)" << random_.pick(kLanguages) << R"(,"text_language":)"
        << random_.pick(kLanguages) << R"(,"original_paragraph":)" << (random_.once_in(2) ? "true" : "false")
        << "}";
  }
  out << "]";
}

void CleanEvents::microtwo_prediction(RandomJson& out, std::size_t prose) {
  out << R"(,"context":{},"input":{"transcript":)";
  if (prose < 400) {
    out << R"("Transcription/)" << shape_ << "\"";
  } else {
    out.text(prose - 200);
    prose = 200;
  }
  out << R"(},"output":{"microtwo":[)";
  const std::uint32_t headlines = random_.between(1, 3);
  for (std::uint32_t i = 0; i < headlines; ++i) {
    if (i != 0) out << ",";
    out.text(prose / headlines);
  }
  out << "]}";
}

void CleanEvents::microthree_prediction(RandomJson& out, std::size_t prose) {
  out << R"(,"context":)";
  const std::uint32_t form = random_.below(64);
  if (form == 0) out << "{}";
  else if (form == 1) out << R"({"paragraph":0})";
  else out << R"({"paragraph":)" << random_.below(12) << R"(,"sentence":)" << random_.below(60) << "}";
  out << R"(,"input":{"paragraph":)";
  const std::size_t sentence = std::min<std::size_t>(prose / 3, 110);
  out.text(prose - sentence);
  out << R"(},"output":{"sentence":)";
  out.text(sentence);
  const std::uint32_t terms = random_.below(8);
  out << R"(,"search_terms":)";
  out.words(terms);
  out << R"(,"scores":)";
  out.scores(terms);
  out << "}";
}

}  // namespace headgate::sample
