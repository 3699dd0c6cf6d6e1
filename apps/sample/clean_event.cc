// SPDX-License-Identifier: Apache-2.0
#include "apps/sample/clean_event.h"

#include <algorithm>

namespace headgate::sample {

namespace {

constexpr auto kSources = std::to_array<ByteView>({"APP.EVENT.FILE", "App.Event.File", "app.Event.FILE"});

}  // namespace

ByteView service_name(Service service) {
  static constexpr auto kNames = std::to_array<ByteView>({"microone", "microtwo", "microthree"});
  return kNames[static_cast<std::size_t>(service)];
}

ByteView table_name(Kind kind) {
  static constexpr auto kNames =
      std::to_array<ByteView>({"MICROONE_EVENT", "MICROTWO_EVENT", "MICROTHREE_EVENT", "MICROONE_PRED",
                               "MICROTWO_PRED", "MICROTHREE_PRED"});
  return kNames[static_cast<std::size_t>(kind.service) + (kind.prediction ? 3 : 0)];
}

void CleanEvents::write(Kind kind, std::int64_t time, std::size_t prose, std::string& json) {
  json.clear();
  json_ = &json;
  Pen pen(json, random_);
  id_ = draw_uuid(random_);
  shape_ = draw_uuid(random_);
  // An event is on its way for some seconds before the envelope is stamped; older clients count whole
  // seconds.
  timestamp_ = time - random_.below(5000);
  if (random_.once_in(2)) timestamp_ -= timestamp_ % 1000;
  if (kind.prediction) {
    current_ = {kind.service == Service::Microthree ? id_ : shape_, random_.once_in(5)};
    current_service_ = kind.service;
  }
  open_envelope(pen, kind, time);
  if (kind.prediction) prediction(pen, kind.service, prose);
  else evaluation(pen, kind.service, prose);
  close_envelope(pen);
}

void CleanEvents::remember_prediction() {
  Recent& recent = recent_[static_cast<std::size_t>(current_service_)];
  recent.ring[recent.made++ % recent.ring.size()] = current_;
}

void CleanEvents::open_envelope(Pen& pen, Kind kind, std::int64_t time) {
  const ByteView type = kind.prediction ? "EFPredictionEvent" : "EFEvaluationEvent";
  pen << (random_.once_in(64) ? "{ \"version\" : \"0\",\t\"id\" : \"" : R"({"version":"0","id":")")
      << draw_uuid(random_) << R"(","detail-type":")" << type << R"(","source":")"
      << (random_.once_in(32) ? random_.pick(kSources) : "app.event.file")
      << R"(","account":"767115741234","time":)";
  pen.time(time);
  pen << R"(,"region":"eu-west-1","resources":[)";
  if (random_.once_in(64)) pen << R"("arn:aws:kinesis:eu-west-1:767115741234:stream/stream-1")";
  pen << "]";
  extra(pen, R"("trace-header")");
  pen << R"(,"detail":{"id":")";
  if (kind.prediction) prediction_id(pen, kind.service, current_);
  else pen << id_;
  pen << R"(","type":")" << type << R"(","timestamp":)" << timestamp_ << R"(,"partitionKey":")" << shape_
      << R"(",)";
}

void CleanEvents::close_envelope(Pen& pen) {
  pen << R"(,"tags":{"region":"eu-west-1"}})" << (random_.once_in(64) ? "\t }" : "}");
}

void CleanEvents::extra(Pen& pen, ByteView name) {
  if (!random_.once_in(48)) return;
  pen << "," << name << ":";
  pen.anything(random_.once_in(16) ? 96 : random_.below(12));
}

void CleanEvents::evaluation(Pen& pen, Service service, std::size_t prose) {
  pen << R"("evaluation":{"template_ef_version":"1.0","id":")" << id_ << R"(","shape_id":")" << shape_
      << R"(",)";
  prediction_reference(pen, service);
  pen << R"("timestamp":)" << timestamp_;
  extra(pen, R"("client")");
  switch (service) {
    case Service::Microone: microone_payload(pen, prose); break;
    case Service::Microtwo:
      pen << R"(,"reporter":)" << (random_.once_in(4) ? R"("builder")" : R"("user")")
          << R"(,"type":"PUBLISH","payload":{"text":)";
      pen.text(prose);
      break;
    case Service::Microthree:
      if (random_.below(5) < 2) microthree_searched(pen, prose);
      else microthree_published(pen, prose);
  }
  extra(pen, R"("experiment")");
  pen << "}}";
}

// A quarter names a prediction of the same service that went out before. Where the service is missing it is
// read off what stands after the `#`; where it is there, the prediction may be null, absent or without a `#`.
void CleanEvents::prediction_reference(Pen& pen, Service service) {
  const Recent& recent = recent_[static_cast<std::size_t>(service)];
  const auto known = std::min<std::uint32_t>(recent.made, recent.ring.size());
  const bool named = known != 0 && random_.once_in(4);
  Prediction prediction{draw_uuid(random_), random_.once_in(16)};
  if (named) prediction = recent.ring[random_.below(known)];
  const bool has_service = prediction.bare || random_.once_in(4);
  const std::uint32_t form = named || !has_service ? 15 : random_.below(16);
  if (form == 0) {
    pen << R"("prediction_id":null,)";
  } else if (form != 1) {
    pen << R"("prediction_id":")";
    prediction_id(pen, service, prediction);
    pen << R"(",)";
  }
  if (has_service) pen << R"("service":")" << service_name(service) << R"(",)";
}

void CleanEvents::microone_payload(Pen& pen, std::size_t prose) {
  static constexpr auto kTypes =
      std::to_array<ByteView>({"PUBLISH", "PUBLISH", "PUBLISH", "DELETE SLIDE", "DELETE SLIDE", "DELETE"});
  pen << R"(,"reporter":"user","type":")" << random_.pick(kTypes) << R"(","payload":{"text":)";
  pen.text(prose, true);
  pen << R"(,"paragraph":)";
  const std::uint32_t form = random_.below(64);
  if (form < 5) pen << "null";
  else if (form == 5) pen << "9223372036854775807";
  else if (form == 6) pen << "-9007199254740993";
  else if (form == 7) pen << "18446744073709551616";
  else pen << random_.below(20);
  if (form == 8) {
    pen << R"(,"slide":null)";
  } else if (form != 9) {
    const char letter[] = {static_cast<char>('a' + random_.below(26))};
    pen << R"(,"slide":")" << ByteView(letter, 1) << "\"";
  }
}

void CleanEvents::microthree_published(Pen& pen, std::size_t prose) {
  static constexpr auto kQueries = std::to_array<ByteView>(
      {"null", "null", "null", R"("null")", "[]", R"([""])", "[null]", R"("NULL")", "\"\""});
  pen << R"(,"reporter":"user","type":)" << (random_.once_in(8) ? R"("ADD_TAG")" : R"("PUBLISH")")
      << R"(,"payload":{"text":)";
  pen.text(prose, true);
  const std::uint32_t form = random_.below(16);
  if (form == 0) {
    pen << R"(,"media_type":null,"medialib":null)";
  } else if (form == 1) {
    pen << R"(,"medialib":"EXTERNALLIB")";
  } else if (form < 8) {
    pen << R"(,"media_id":")" << 60000 + random_.below(800000)
        << R"(","media_type":"IMAGE","medialib":"EXTERNALLIB")";
  } else {
    pen << R"(,"media_id":")" << draw_uuid(random_) << R"(","media_type":"IMAGE","medialib":"MYLIB")";
  }
  pen << R"(,"slide":"v","query":)";
  if (random_.once_in(8)) pen.word();
  else pen << random_.pick(kQueries);
  if (form == 2) {
    pen << R"(,"tags":)";
    pen.words(random_.below(6), true);
  } else if (form != 3) {
    pen << R"(,"tags":null)";
  }
  if (form == 4) pen << R"(,"search_match":"EXACT")";
  if (form != 5) pen << R"(,"caption":null)";
}

void CleanEvents::microthree_searched(Pen& pen, std::size_t prose) {
  const bool user = random_.once_in(16);
  // Half of such an event is its tags, up to fifty of them.
  const auto tags = static_cast<std::uint32_t>(std::min<std::size_t>(50, prose / 24));
  pen << R"(,"reporter":)" << (user ? R"("user")" : R"("builder")")
      << R"(,"type":"SEARCH_IMAGE","payload":{"text":)";
  pen.text(prose / 2, true);
  pen << R"(,"search_terms":)";
  pen.words(random_.between(1, 8));
  pen << R"(,"query":)";
  if (random_.once_in(12)) pen.word();
  else pen.words(random_.between(1, 2), true);
  pen << R"(,"media_id":)";
  const std::uint32_t form = random_.below(32);
  if (form == 0) pen << "98765432109876543210";
  else if (form == 1) pen << R"("null")";
  else if (form == 2) pen << "-1";
  else pen << 1000000 + random_.below(9000000);
  pen << R"(,"media_type":)" << (form < 6 ? R"("VIDEO")" : R"("IMAGE")") << R"(,"medialib":)"
      << (random_.once_in(2) ? R"("MYLIB")" : R"("EXTERNALLIB")") << R"(,"tags":)";
  if (form == 7) pen << "null";
  else pen.words(tags, true);
  pen << R"(,"caption":)";
  pen.text(prose / 8);
}

}  // namespace headgate::sample
