// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "judge/identify.h"
#include "judge/verdict.h"

// Words the reasons that stand in dirty records and logs: what was expected, what was found, a sentence. Of
// what breaks a schema each judge_*.cc says what is wrong, and this what becomes of it.
namespace headgate {

// Of bytes that are no event.
Violation reason_dropped(const Piece& piece, ByteView bytes);
Violation reason_unparsable(const ParseFault& fault, ByteView frame);

// Of a frame that nobody knows for an event. `actual` is what stands at the place that decides.
Violation reason_no_object(TypeMask type, ByteView frame);
Violation reason_foreign_source(const Identification& rules, const std::string& actual);
Violation reason_unknown_record_type(const Identification& rules, const std::string& actual);
/// `actual` is what stands at each of the places for the service.
Violation reason_unknown_service(const Identification& rules, const std::vector<std::string>& actual);
Violation reason_no_contract(ByteView service, RecordType record_type);
/// `actual` is what stands at each place of the time.
Violation reason_no_time(const Identification& rules, const std::vector<std::string>& actual);
Violation reason_time_out_of_range(const Identification& rules, const IdentityPlace& place,
                                   const std::string& actual);

/// Of an event whose contract reads a member of a wrapper, at `from`: `is_long` where the wrapper is too long
/// to be known to its end, and has no such member before its events; else damage hides which wrapper it is.
Violation reason_unknown_wrapper(const std::string& from, bool is_long);

/// Says that nothing stands at a place whose way is an array at `end`.
std::string reason_way_through_array(const PointerTokens& end);

// Of a value that breaks its schema: the sentence alone. Where the rule stands its reader knows.
std::string reason_mismatch(const std::string& pointer, const std::string& what, const std::string& expected,
                            const std::string& found);
std::string reason_missing(const std::string& pointer, const std::string& why);

/// Gives the sentence for logs and screens: that of a masked violation quotes no value.
std::string public_message(const Violation& violation);

/// Says whether a violation quotes nothing but names that an event is recognised by: those may be shown where
/// no contract says what to hide.
bool quotes_names_alone(Code code);

}  // namespace headgate
