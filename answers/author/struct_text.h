// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace headgate::author {

/// A member of objects, and the type that a field for it is to have.
struct MemberType {
  std::string member, type;
};

/// Writes a struct with a field for each member: `struct<score: double, kind from '@type': string>`.
///
/// A member keeps its name where that can be a field's; of two that differ by case alone, the first by its
/// bytes. Then the others get names of their letters and digits, in the order of their bytes: what stands
/// between becomes one `_`, in front of a digit stands `field_`, nothing at all is `field`, and behind a name
/// that is taken goes a number.
std::string struct_text(const std::vector<MemberType>& members);

}  // namespace headgate::author
