// SPDX-License-Identifier: Apache-2.0
// The half of CleanEvents that writes predictions.
#include <algorithm>

#include "apps/sample/clean_event.h"

namespace headgate::sample {

void CleanEvents::prediction(Pen& pen, Service service, std::size_t prose) {
  pen << R"("prediction":{"template_ef_version":"1.0","id":")";
  prediction_id(pen, service, current_);
  pen << R"(","shape_id":")" << shape_ << R"(","timestamp":)" << timestamp_ << R"(,"service":")"
      << service_name(service) << R"(","service_version":{"software":"0.1.0")";
  if (!random_.once_in(64)) {
    pen << R"(,"model":)" << (service == Service::Microthree ? R"("muse")" : R"("distill-bart")");
  }
  pen << "}";
  extra(pen, R"("debug")");
  switch (service) {
    case Service::Microone: microone_prediction(pen, prose); break;
    case Service::Microtwo: microtwo_prediction(pen, prose); break;
    case Service::Microthree: microthree_prediction(pen, prose); break;
  }
  pen << "}";
}

void CleanEvents::prediction_id(Pen& pen, Service service, const Prediction& prediction) {
  pen << prediction.id;
  if (!prediction.bare) pen << "#" << service_name(service);
}

// The text stands here twice: as paragraphs, and again sentence by sentence with a score each.
void CleanEvents::microone_prediction(Pen& pen, std::size_t prose) {
  pen << R"(,"context":{},"input":{"paragraphs":)";
  const std::uint32_t paragraphs = microone_paragraphs(pen, prose * 2 / 5);
  pen << R"(,"sentences_scores":)";
  microone_scores(pen);
  // The contract names this one in the singular; hardly anybody sends it.
  if (random_.once_in(16))
    pen << R"(,"sentence_scores":[{"sentence":null,"score":null},null,{"score":-1},{}])";
  pen << R"(,"reduction_percentage":0.3},"output":{"summary":[)";
  pen.text(prose / 10);
  pen << "]";
  microone_metadata(pen, paragraphs);
  microone_skipped(pen);
  pen << "}";
}

std::uint32_t CleanEvents::microone_paragraphs(Pen& pen, std::size_t prose) {
  sentences_.clear();
  const std::size_t end = json_->size() + prose;
  std::uint32_t paragraphs = 0;
  pen << "[";
  do {
    if (paragraphs++ != 0) pen << ",";
    pen << "\"";
    const std::uint32_t sentences = random_.between(1, 8);
    for (std::uint32_t i = 0; i < sentences && (i == 0 || json_->size() < end); ++i) {
      if (i != 0) pen << " ";
      const std::size_t offset = json_->size();
      pen.sentence(prose);
      sentences_.emplace_back(offset, json_->size() - offset);
    }
    pen << "\"";
  } while (json_->size() < end);
  pen << "]";
  return paragraphs;
}

void CleanEvents::microone_scores(Pen& pen) {
  pen << "[";
  for (const auto& [offset, length] : sentences_) {
    if (offset != sentences_.front().first) pen << ",";
    pen << R"({"sentence":")";
    json_->append(*json_, offset, length);
    pen << R"(","score":)";
    if (random_.once_in(10)) pen << "-1";
    else pen.score();
    pen << "}";
  }
  pen << "]";
}

void CleanEvents::microone_metadata(Pen& pen, std::uint32_t paragraphs) {
  if (random_.once_in(32)) return;
  pen << R"(,"metadata":)";
  if (random_.once_in(32)) {
    pen << "null";
    return;
  }
  pen << "[";
  for (std::uint32_t i = 0; i < paragraphs; ++i) {
    if (i != 0) pen << ",";
    const std::uint32_t form = random_.below(32);
    if (form == 0) {
      pen << "null";
    } else if (form == 1) {
      pen << R"({"filtered_sentences":null,"scores":null,"idx":null})";
    } else {
      pen << R"({"filtered_sentences":)";
      pen.words(form < 6 ? random_.between(1, 3) : 0, true);
      pen << R"(,"scores":)";
      pen.scores(random_.between(1, 5), true);
      pen << R"(,"idx":)" << i << "}";
    }
  }
  pen << "]";
}

void CleanEvents::microone_skipped(Pen& pen) {
  static constexpr auto kLanguages = std::to_array<ByteView>({R"("en")", R"("de")", R"("hi")", "null"});
  const std::uint32_t form = random_.below(8);
  if (form == 0) return;
  if (form == 1) {
    pen << R"(,"skipped_paragraphs":null)";
    return;
  }
  pen << R"(,"skipped_paragraphs":[)";
  const std::uint32_t count = form == 2 ? random_.between(1, 3) : 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (i != 0) pen << ",";
    pen << R"({"text":)";
    pen.text(30);
    pen << R"(,"index":)" << i << R"(,"language":)" << random_.pick(kLanguages) << R"(,"text_language":)"
        << random_.pick(kLanguages) << R"(,"original_paragraph":)" << (random_.once_in(2) ? "true" : "false")
        << "}";
  }
  pen << "]";
}

void CleanEvents::microtwo_prediction(Pen& pen, std::size_t prose) {
  pen << R"(,"context":{},"input":{"transcript":)";
  if (prose < 400) {
    pen << R"("Transcription/)" << shape_ << "\"";
  } else {
    pen.text(prose - 200);
    prose = 200;
  }
  pen << R"(},"output":{"microtwo":[)";
  const std::uint32_t headlines = random_.between(1, 3);
  for (std::uint32_t i = 0; i < headlines; ++i) {
    if (i != 0) pen << ",";
    pen.text(prose / headlines);
  }
  pen << "]}";
}

void CleanEvents::microthree_prediction(Pen& pen, std::size_t prose) {
  pen << R"(,"context":)";
  const std::uint32_t form = random_.below(64);
  if (form == 0) pen << "{}";
  else if (form == 1) pen << R"({"paragraph":0})";
  else pen << R"({"paragraph":)" << random_.below(12) << R"(,"sentence":)" << random_.below(60) << "}";
  pen << R"(,"input":{"paragraph":)";
  const std::size_t sentence = std::min<std::size_t>(prose / 3, 110);
  pen.text(prose - sentence);
  pen << R"(},"output":{"sentence":)";
  pen.text(sentence);
  const std::uint32_t terms = random_.below(8);
  pen << R"(,"search_terms":)";
  pen.words(terms);
  pen << R"(,"scores":)";
  pen.scores(terms);
  pen << "}";
}

}  // namespace headgate::sample
