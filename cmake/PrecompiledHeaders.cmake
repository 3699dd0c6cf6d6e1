# Two precompiled headers that all targets share: one of the stages, one of the tests. No header of this
# project stands in them. HEADGATE_PCH=OFF (preset `plain`) builds without, where a missing include shows.
option(HEADGATE_PCH "Build with precompiled headers" ON)

set(headers <algorithm> <array> <atomic> <chrono> <cstdint> <functional> <map> <memory> <mutex> <optional>
  <set> <span> <sstream> <string> <string_view> <thread> <unordered_map> <utility> <variant> <vector>
  <fmt/format.h> <fmt/ranges.h> <tl/expected.hpp>)

# Two, for a library's code may lie anywhere in memory and an executable's may not: a header has to fit.
add_library(headgate_stage_pch OBJECT EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/precompiled.cc)
add_executable(headgate_test_pch EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/precompiled.cc)
target_precompile_headers(headgate_stage_pch PRIVATE ${headers})
target_precompile_headers(headgate_test_pch PRIVATE ${headers} <gmock/gmock.h> <gtest/gtest.h>)
target_link_libraries(headgate_stage_pch PRIVATE fmt::fmt tl::expected headgate_flags)
target_link_libraries(headgate_test_pch PRIVATE fmt::fmt tl::expected headgate_flags GTest::gmock)

# headgate_precompile(TARGET stage|test)
function(headgate_precompile target kind)
  if(HEADGATE_PCH)
    target_precompile_headers(${target} REUSE_FROM headgate_${kind}_pch)
    # So that ccache knows which header was taken.
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  endif()
endfunction()
