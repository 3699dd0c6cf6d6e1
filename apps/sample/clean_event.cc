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
  RandomJson out(json, random_);
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
  open_envelope(out, kind, time);
  if (kind.prediction) prediction(out, kind.service, prose);
  else evaluation(out, kind.service, prose);
  close_envelope(out);
}

void CleanEvents::remember_prediction() {
  Recent& recent = recent_[static_cast<std::size_t>(current_service_)];
  recent.ring[recent.made++ % recent.ring.size()] = current_;
}

void CleanEvents::open_envelope(RandomJson& out, Kind kind, std::int64_t time) {
  const ByteView type = kind.prediction ? "EFPredictionEvent" : "EFEvaluationEvent";
  out << (random_.once_in(64) ? "{ \"version\" : \"0\",\t\"id\" : \"" : R"({"version":"0","id":")")
      << draw_uuid(random_) << R"(","detail-type":")" << type << R"(","source":")"
      << (random_.once_in(32) ? random_.pick(kSources) : "app.event.file")
      << R"(","account":"767115741234","time":)";
  out.time(time);
  out << R"(,"region":"eu-west-1","resources":[)";
  if (random_.once_in(64)) out << R"("arn:aws:kinesis:eu-west-1:767115741234:stream/stream-1")";
  out << "]";
  extra(out, R"("trace-header")");
  out << R"(,"detail":{"id":")";
  if (kind.prediction) prediction_id(out, kind.service, current_);
  else out << id_;
  out << R"(","type":")" << type << R"(","timestamp":)" << timestamp_ << R"(,"partitionKey":")" << shape_
      << R"(",)";
}

void CleanEvents::close_envelope(RandomJson& out) {
  out << R"(,"tags":{"region":"eu-west-1"}})" << (random_.once_in(64) ? "\t }" : "}");
}

void CleanEvents::extra(RandomJson& out, ByteView name) {
  if (!random_.once_in(48)) return;
  out << "," << name << ":";
  out.anything(random_.once_in(16) ? 96 : random_.below(12));
}

void CleanEvents::evaluation(RandomJson& out, Service service, std::size_t prose) {
  out << R"("evaluation":{"template_ef_version":"1.0","id":")" << id_ << R"(","shape_id":")" << shape_
      << R"(",)";
  prediction_reference(out, service);
  out << R"("timestamp":)" << timestamp_;
  extra(out, R"("client")");
  switch (service) {
    case Service::Microone: microone_payload(out, prose); break;
    case Service::Microtwo:
      out << R"(,"reporter":)" << (random_.once_in(4) ? R"("builder")" : R"("user")")
          << R"(,"type":"PUBLISH","payload":{"text":)";
      out.text(prose);
      break;
    case Service::Microthree:
      if (random_.below(5) < 2) microthree_searched(out, prose);
      else microthree_published(out, prose);
  }
  extra(out, R"("experiment")");
  out << "}}";
}

// A quarter names a prediction of the same service that went out before. Where the service is missing it is
// read off what stands after the `#`; where it is there, the prediction may be null, absent or without a `#`.
void CleanEvents::prediction_reference(RandomJson& out, Service service) {
  const Recent& recent = recent_[static_cast<std::size_t>(service)];
  const auto known = std::min<std::uint32_t>(recent.made, recent.ring.size());
  const bool named = known != 0 && random_.once_in(4);
  Prediction prediction{draw_uuid(random_), random_.once_in(16)};
  if (named) prediction = recent.ring[random_.below(known)];
  const bool has_service = prediction.bare || random_.once_in(4);
  const std::uint32_t form = named || !has_service ? 15 : random_.below(16);
  if (form == 0) {
    out << R"("prediction_id":null,)";
  } else if (form != 1) {
    out << R"("prediction_id":")";
    prediction_id(out, service, prediction);
    out << R"(",)";
  }
  if (has_service) out << R"("service":")" << service_name(service) << R"(",)";
}

void CleanEvents::microone_payload(RandomJson& out, std::size_t prose) {
  static constexpr auto kTypes =
      std::to_array<ByteView>({"PUBLISH", "PUBLISH", "PUBLISH", "DELETE SLIDE", "DELETE SLIDE", "DELETE"});
  out << R"(,"reporter":"user","type":")" << random_.pick(kTypes) << R"(","payload":{"text":)";
  out.text(prose, true);
  out << R"(,"paragraph":)";
  const std::uint32_t form = random_.below(64);
  if (form < 5) out << "null";
  else if (form == 5) out << "9223372036854775807";
  else if (form == 6) out << "-9007199254740993";
  else if (form == 7) out << "18446744073709551616";
  else out << random_.below(20);
  if (form == 8) {
    out << R"(,"slide":null)";
  } else if (form != 9) {
    const char letter[] = {static_cast<char>('a' + random_.below(26))};
    out << R"(,"slide":")" << ByteView(letter, 1) << "\"";
  }
}

void CleanEvents::microthree_published(RandomJson& out, std::size_t prose) {
  static constexpr auto kQueries = std::to_array<ByteView>(
      {"null", "null", "null", R"("null")", "[]", R"([""])", "[null]", R"("NULL")", "\"\""});
  out << R"(,"reporter":"user","type":)" << (random_.once_in(8) ? R"("ADD_TAG")" : R"("PUBLISH")")
      << R"(,"payload":{"text":)";
  out.text(prose, true);
  const std::uint32_t form = random_.below(16);
  if (form == 0) {
    out << R"(,"media_type":null,"medialib":null)";
  } else if (form == 1) {
    out << R"(,"medialib":"EXTERNALLIB")";
  } else if (form < 8) {
    out << R"(,"media_id":")" << 60000 + random_.below(800000)
        << R"(","media_type":"IMAGE","medialib":"EXTERNALLIB")";
  } else {
    out << R"(,"media_id":")" << draw_uuid(random_) << R"(","media_type":"IMAGE","medialib":"MYLIB")";
  }
  out << R"(,"slide":"v","query":)";
  if (random_.once_in(8)) out.word();
  else out << random_.pick(kQueries);
  if (form == 2) {
    out << R"(,"tags":)";
    out.words(random_.below(6), true);
  } else if (form != 3) {
    out << R"(,"tags":null)";
  }
  if (form == 4) out << R"(,"search_match":"EXACT")";
  if (form != 5) out << R"(,"caption":null)";
}

void CleanEvents::microthree_searched(RandomJson& out, std::size_t prose) {
  const bool user = random_.once_in(16);
  // Half of such an event is its tags, up to fifty of them.
  const auto tags = static_cast<std::uint32_t>(std::min<std::size_t>(50, prose / 24));
  out << R"(,"reporter":)" << (user ? R"("user")" : R"("builder")")
      << R"(,"type":"SEARCH_IMAGE","payload":{"text":)";
  out.text(prose / 2, true);
  out << R"(,"search_terms":)";
  out.words(random_.between(1, 8));
  out << R"(,"query":)";
  if (random_.once_in(12)) out.word();
  else out.words(random_.between(1, 2), true);
  out << R"(,"media_id":)";
  const std::uint32_t form = random_.below(32);
  if (form == 0) out << "98765432109876543210";
  else if (form == 1) out << R"("null")";
  else if (form == 2) out << "-1";
  else out << 1000000 + random_.below(9000000);
  out << R"(,"media_type":)" << (form < 6 ? R"("VIDEO")" : R"("IMAGE")") << R"(,"medialib":)"
      << (random_.once_in(2) ? R"("MYLIB")" : R"("EXTERNALLIB")") << R"(,"tags":)";
  if (form == 7) out << "null";
  else out.words(tags, true);
  out << R"(,"caption":)";
  out.text(prose / 8);
}

}  // namespace headgate::sample
