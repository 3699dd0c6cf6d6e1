// SPDX-License-Identifier: Apache-2.0
#include "apps/sample/clean_event.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace headgate::sample {

namespace {

constexpr auto kServices = std::to_array<ByteView>({"microone", "microtwo", "microthree"});

/// Writes one event.
class Writer {
 public:
  Writer(Random& random, const RecentPredictions& recent, Service service, std::int64_t time,
         std::string& json)
      : random_(random), recent_(recent), service_(service), time_(time), json_(json) {
    if (random_.once_in(2)) timestamp_ -= timestamp_ % 1000;  // Older clients count whole seconds.
  }

  void evaluation(std::size_t prose) {
    open_envelope("EFEvaluationEvent");
    out_ << id_;
    go_on("EFEvaluationEvent");
    out_ << R"("evaluation":{"template_ef_version":"1.0","id":")" << id_ << R"(","shape_id":")" << shape_
         << R"(",)";
    prediction_reference();
    out_ << R"("timestamp":)" << timestamp_;
    extra(R"("client")");
    switch (service_) {
      case Service::Microone: microone_payload(prose); break;
      case Service::Microtwo:
        out_ << R"(,"reporter":)" << (random_.once_in(4) ? R"("builder")" : R"("user")");
        out_.text(R"(,"type":"PUBLISH","payload":{"text":)", prose);
        break;
      case Service::Microthree:
        if (random_.below(5) < 2) microthree_searched(prose);
        else microthree_published(prose);
    }
    extra(R"("experiment")");
    out_ << "}}";
    close_envelope();
  }

  PredictionId prediction(std::size_t prose) {
    const PredictionId id{service_ == Service::Microthree ? id_ : shape_, random_.once_in(5)};
    open_envelope("EFPredictionEvent");
    prediction_id(id);
    go_on("EFPredictionEvent");
    out_ << R"("prediction":{"template_ef_version":"1.0","id":")";
    prediction_id(id);
    out_ << R"(","shape_id":")" << shape_ << R"(","timestamp":)" << timestamp_ << R"(,"service":")"
         << service_name_ << R"(","service_version":{"software":"0.1.0")";
    if (!random_.once_in(64))
      out_ << (service_ == Service::Microthree ? R"(,"model":"muse")" : R"(,"model":"distill-bart")");
    out_ << "}";
    extra(R"("debug")");
    switch (service_) {
      case Service::Microone: microone_prediction(prose); break;
      case Service::Microtwo: microtwo_prediction(prose); break;
      case Service::Microthree: microthree_prediction(prose); break;
    }
    out_ << "}";
    close_envelope();
    return id;
  }

 private:
  void open_envelope(ByteView type) {
    static constexpr auto kSources =
        std::to_array<ByteView>({"APP.EVENT.FILE", "App.Event.File", "app.Event.FILE"});
    out_ << (random_.once_in(64) ? "{ \"version\" : \"0\",\t\"id\" : \"" : R"({"version":"0","id":")")
         << draw_uuid(random_) << R"(","detail-type":")" << type << R"(","source":")"
         << (random_.once_in(32) ? random_.pick(kSources) : "app.event.file")
         << R"(","account":"767115741234","time":)";
    out_.time(time_);
    out_ << R"(,"region":"eu-west-1","resources":[)";
    if (random_.once_in(64)) out_ << R"("arn:aws:kinesis:eu-west-1:767115741234:stream/stream-1")";
    out_ << "]";
    extra(R"("trace-header")");
    out_ << R"(,"detail":{"id":")";
  }

  void go_on(ByteView type) {
    out_ << R"(","type":")" << type << R"(","timestamp":)" << timestamp_ << R"(,"partitionKey":")" << shape_
         << R"(",)";
  }

  void close_envelope() {
    out_ << R"(,"tags":{"region":"eu-west-1"}})" << (random_.once_in(64) ? "\t }" : "}");
  }

  void extra(ByteView name) {
    if (!random_.once_in(48)) return;
    out_ << "," << name << ":";
    out_.anything(random_.once_in(16) ? 96 : random_.below(12));
  }

  void prediction_id(const PredictionId& prediction) {
    out_ << prediction.id;
    if (!prediction.bare) out_ << "#" << service_name_;
  }

  // A quarter names a prediction of the same service that went out before. Where the service is missing it is
  // read off what stands after the `#`; where it is there, the prediction may be null, absent or without a
  // `#`.
  void prediction_reference() {
    const auto known = std::min<std::uint32_t>(recent_.made, recent_.ring.size());
    const bool named = known != 0 && random_.once_in(4);
    PredictionId prediction{draw_uuid(random_), random_.once_in(16)};
    if (named) prediction = recent_.ring[random_.below(known)];
    const bool has_service = prediction.bare || random_.once_in(4);
    const std::uint32_t form = named || !has_service ? 15 : random_.below(16);
    if (form == 0) {
      out_ << R"("prediction_id":null,)";
    } else if (form != 1) {
      out_ << R"("prediction_id":")";
      prediction_id(prediction);
      out_ << R"(",)";
    }
    if (has_service) out_ << R"("service":")" << service_name_ << R"(",)";
  }

  void microone_payload(std::size_t prose) {
    static constexpr auto kTypes =
        std::to_array<ByteView>({"PUBLISH", "PUBLISH", "PUBLISH", "DELETE SLIDE", "DELETE SLIDE", "DELETE"});
    static constexpr auto kParagraphs =
        std::to_array<ByteView>({"null", "null", "null", "null", "null", "9223372036854775807",
                                 "-9007199254740993", "18446744073709551616"});
    out_ << R"(,"reporter":"user","type":")" << random_.pick(kTypes);
    out_.text(R"(","payload":{"text":)", prose, true);
    out_ << R"(,"paragraph":)";
    const std::uint32_t form = random_.below(64);
    if (form < kParagraphs.size()) out_ << kParagraphs[form];
    else out_ << random_.below(20);
    if (form == 8) {
      out_ << R"(,"slide":null)";
    } else if (form != 9) {
      const char letter = static_cast<char>('a' + random_.below(26));
      out_ << R"(,"slide":")" << ByteView(&letter, 1) << "\"";
    }
  }

  void microthree_published(std::size_t prose) {
    static constexpr auto kQueries = std::to_array<ByteView>(
        {"null", "null", "null", R"("null")", "[]", R"([""])", "[null]", R"("NULL")", "\"\""});
    out_ << R"(,"reporter":"user","type":)" << (random_.once_in(8) ? R"("ADD_TAG")" : R"("PUBLISH")");
    out_.text(R"(,"payload":{"text":)", prose, true);
    const std::uint32_t form = random_.below(16);
    if (form == 0) {
      out_ << R"(,"media_type":null,"medialib":null)";
    } else if (form == 1) {
      out_ << R"(,"medialib":"EXTERNALLIB")";
    } else if (form < 8) {
      out_ << R"(,"media_id":")" << 60000 + random_.below(800000)
           << R"(","media_type":"IMAGE","medialib":"EXTERNALLIB")";
    } else {
      out_ << R"(,"media_id":")" << draw_uuid(random_) << R"(","media_type":"IMAGE","medialib":"MYLIB")";
    }
    out_ << R"(,"slide":"v","query":)";
    if (random_.once_in(8)) out_.word();
    else out_ << random_.pick(kQueries);
    if (form == 2) out_.words(R"(,"tags":)", random_.below(6), true);
    else if (form != 3) out_ << R"(,"tags":null)";
    if (form == 4) out_ << R"(,"search_match":"EXACT")";
    if (form != 5) out_ << R"(,"caption":null)";
  }

  void microthree_searched(std::size_t prose) {
    static constexpr auto kMediaIds = std::to_array<ByteView>({"98765432109876543210", R"("null")", "-1"});
    // Half of such an event is its tags, up to fifty of them.
    const auto tags = static_cast<std::uint32_t>(std::min<std::size_t>(50, prose / 24));
    out_ << R"(,"reporter":)" << (random_.once_in(16) ? R"("user")" : R"("builder")");
    out_.text(R"(,"type":"SEARCH_IMAGE","payload":{"text":)", prose / 2, true);
    out_.words(R"(,"search_terms":)", random_.between(1, 8));
    out_ << R"(,"query":)";
    if (random_.once_in(12)) out_.word();
    else out_.words("", random_.between(1, 2), true);
    out_ << R"(,"media_id":)";
    const std::uint32_t form = random_.below(32);
    if (form < kMediaIds.size()) out_ << kMediaIds[form];
    else out_ << 1000000 + random_.below(9000000);
    out_ << R"(,"media_type":)" << (form < 6 ? R"("VIDEO")" : R"("IMAGE")") << R"(,"medialib":)"
         << (random_.once_in(2) ? R"("MYLIB")" : R"("EXTERNALLIB")");
    if (form == 7) out_ << R"(,"tags":null)";
    else out_.words(R"(,"tags":)", tags, true);
    out_.text(R"(,"caption":)", prose / 8);
  }

  // The text stands here twice: as paragraphs, and again sentence by sentence with a score each.
  void microone_prediction(std::size_t prose) {
    out_ << R"(,"context":{},"input":{"paragraphs":)";
    const std::uint32_t paragraphs = microone_paragraphs(prose * 2 / 5);
    out_.list(R"(,"sentences_scores":)", static_cast<std::uint32_t>(sentences_.size()), [&](auto i) {
      out_ << R"({"sentence":")";
      json_.append(json_, sentences_[i].first, sentences_[i].second);
      out_ << R"(","score":)";
      if (random_.once_in(10)) out_ << "-1";
      else out_.score();
      out_ << "}";
    });
    // The contract names this one in the singular; hardly anybody sends it.
    if (random_.once_in(16))
      out_ << R"(,"sentence_scores":[{"sentence":null,"score":null},null,{"score":-1},{}])";
    out_.text(R"(,"reduction_percentage":0.3},"output":{"summary":[)", prose / 10);
    out_ << "]";
    microone_metadata(paragraphs);
    microone_skipped();
    out_ << "}";
  }

  std::uint32_t microone_paragraphs(std::size_t prose) {
    const std::size_t end = json_.size() + prose;
    std::uint32_t paragraphs = 0;
    do {
      out_ << (paragraphs++ == 0 ? "[\"" : ",\"");
      const std::uint32_t sentences = random_.between(1, 8);
      for (std::uint32_t i = 0; i < sentences && (i == 0 || json_.size() < end); ++i) {
        if (i != 0) out_ << " ";
        const std::size_t offset = json_.size();
        out_.sentence(prose);
        sentences_.emplace_back(offset, json_.size() - offset);
      }
      out_ << "\"";
    } while (json_.size() < end);
    out_ << "]";
    return paragraphs;
  }

  void microone_metadata(std::uint32_t paragraphs) {
    if (random_.once_in(32)) return;
    if (random_.once_in(32)) {
      out_ << R"(,"metadata":null)";
      return;
    }
    out_.list(R"(,"metadata":)", paragraphs, [&](std::uint32_t i) {
      const std::uint32_t form = random_.below(32);
      if (form == 0) {
        out_ << "null";
      } else if (form == 1) {
        out_ << R"({"filtered_sentences":null,"scores":null,"idx":null})";
      } else {
        out_.words(R"({"filtered_sentences":)", form < 6 ? random_.between(1, 3) : 0, true);
        out_.scores(R"(,"scores":)", random_.between(1, 5), true);
        out_ << R"(,"idx":)" << i << "}";
      }
    });
  }

  void microone_skipped() {
    static constexpr auto kLanguages = std::to_array<ByteView>({R"("en")", R"("de")", R"("hi")", "null"});
    const std::uint32_t form = random_.below(8);
    if (form == 0) return;
    if (form == 1) {
      out_ << R"(,"skipped_paragraphs":null)";
      return;
    }
    out_.list(R"(,"skipped_paragraphs":)", form == 2 ? random_.between(1, 3) : 0, [&](std::uint32_t i) {
      out_.text(R"({"text":)", 30);
      out_ << R"(,"index":)" << i << R"(,"language":)" << random_.pick(kLanguages) << R"(,"text_language":)"
           << random_.pick(kLanguages) << R"(,"original_paragraph":)"
           << (random_.once_in(2) ? "true}" : "false}");
    });
  }

  void microtwo_prediction(std::size_t prose) {
    out_ << R"(,"context":{},"input":{"transcript":)";
    if (prose < 400) out_ << R"("Transcription/)" << shape_ << "\"";
    else out_.text("", prose - 200);
    const std::size_t left = prose < 400 ? prose : 200;
    const std::uint32_t headlines = random_.between(1, 3);
    out_.list(R"(},"output":{"microtwo":)", headlines, [&](auto) { out_.text("", left / headlines); });
    out_ << "}";
  }

  void microthree_prediction(std::size_t prose) {
    out_ << R"(,"context":)";
    const std::uint32_t form = random_.below(64);
    if (form == 0) out_ << "{}";
    else if (form == 1) out_ << R"({"paragraph":0})";
    else out_ << R"({"paragraph":)" << random_.below(12) << R"(,"sentence":)" << random_.below(60) << "}";
    const std::size_t sentence = std::min<std::size_t>(prose / 3, 110);
    out_.text(R"(,"input":{"paragraph":)", prose - sentence);
    out_.text(R"(},"output":{"sentence":)", sentence);
    const std::uint32_t terms = random_.below(8);
    out_.words(R"(,"search_terms":)", terms);
    out_.scores(R"(,"scores":)", terms);
    out_ << "}";
  }

  Random& random_;
  const RecentPredictions& recent_;
  Service service_;
  ByteView service_name_ = kServices[static_cast<std::size_t>(service_)];
  std::int64_t time_;
  std::string& json_;
  RandomJson out_{json_, random_};
  Uuid id_ = draw_uuid(random_), shape_ = draw_uuid(random_);
  // An event is on its way for some seconds before the envelope is stamped.
  std::int64_t timestamp_ = time_ - random_.below(5000);
  std::vector<std::pair<std::size_t, std::size_t>> sentences_;  ///< Offset and length in the event.
};

}  // namespace

ByteView table_name(Kind kind) {
  static constexpr auto kNames =
      std::to_array<ByteView>({"MICROONE_EVENT", "MICROTWO_EVENT", "MICROTHREE_EVENT", "MICROONE_PRED",
                               "MICROTWO_PRED", "MICROTHREE_PRED"});
  return kNames[static_cast<std::size_t>(kind.service) + (kind.prediction ? 3 : 0)];
}

PredictionId write_clean_event(Kind kind, std::int64_t time, std::size_t prose,
                               const RecentPredictions& recent, Random& random, std::string& json) {
  json.clear();
  Writer writer(random, recent, kind.service, time, json);
  if (kind.prediction) return writer.prediction(prose);
  writer.evaluation(prose);
  return {};
}

}  // namespace headgate::sample
