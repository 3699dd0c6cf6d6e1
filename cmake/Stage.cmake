# One folder, one stage, one library. A stage sees the headers of the stages it links and of nothing else:
# each stage's headers stand by a symbolic link in an include root of its own, so that a backward include does
# not compile.
#
#   headgate_stage(NAME read LINKS store PRIVATE PkgConfig::isal TESTS reader_test.cc)
#
# LINKS are earlier stages and libraries whose types its headers may show; PRIVATE ones stay out of them.
# Sources are every *.cc of the folder and of those in it but *_test.cc, *_bench.cc, *_fuzz.cc; tests are
# every *_test.cc.
function(headgate_stage)
  cmake_parse_arguments(arg "" "NAME" "LINKS;PRIVATE;TEST_LINKS" ${ARGN})
  set(dir ${CMAKE_CURRENT_SOURCE_DIR})
  cmake_path(RELATIVE_PATH dir BASE_DIRECTORY ${CMAKE_SOURCE_DIR} OUTPUT_VARIABLE path)
  string(REGEX REPLACE "^src/" "" path ${path})
  set(root ${CMAKE_BINARY_DIR}/include/${arg_NAME})
  cmake_path(GET path PARENT_PATH parent)
  file(MAKE_DIRECTORY ${root}/${parent})
  file(CREATE_LINK ${dir} ${root}/${path} SYMBOLIC)

  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cc)
  file(GLOB_RECURSE tests CONFIGURE_DEPENDS *_test.cc)
  list(FILTER sources EXCLUDE REGEX "_(test|bench|fuzz)[.]cc$")
  if(sources)
    add_library(headgate_${arg_NAME} STATIC ${sources})
    set(scope PUBLIC)
    target_link_libraries(headgate_${arg_NAME} PRIVATE ${arg_PRIVATE} headgate_flags)
    headgate_precompile(headgate_${arg_NAME} stage)
  else()
    add_library(headgate_${arg_NAME} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(headgate_${arg_NAME} ${scope} ${root})
  target_link_libraries(headgate_${arg_NAME} ${scope} ${arg_LINKS})
  foreach(test ${tests})
    headgate_test(${test} LINKS headgate_${arg_NAME} ${arg_LINKS} ${arg_PRIVATE} ${arg_TEST_LINKS})
  endforeach()
  file(GLOB_RECURSE fuzz_targets CONFIGURE_DEPENDS *_fuzz.cc)
  foreach(target ${fuzz_targets})
    headgate_fuzz(${target} LINKS headgate_${arg_NAME} ${arg_LINKS} ${arg_PRIVATE})
  endforeach()
endfunction()

# headgate_test(FILE LINKS ...): one executable and one ctest entry a file; the name is the file's.
function(headgate_test file)
  cmake_parse_arguments(arg "" "" "LINKS" ${ARGN})
  cmake_path(GET file STEM name)
  add_executable(${name} ${file})
  target_link_libraries(${name} PRIVATE ${arg_LINKS} headgate_flags GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE HEADGATE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  # A test's own code runs for a moment; what it tests is a library, and optimised as it ships.
  target_compile_options(${name} PRIVATE $<$<CONFIG:RelWithDebInfo>:-O1>)
  headgate_precompile(${name} test)
  add_test(NAME ${name} COMMAND ${name})
endfunction()

add_library(headgate_flags INTERFACE)
# With -pthread for all: RE2 asks for it, and a precompiled header serves only those that were compiled alike.
target_compile_options(headgate_flags INTERFACE -pthread
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  -Werror=return-type -Werror=unused-result)
if(HEADGATE_SANITIZE)
  add_compile_options(-fsanitize=${HEADGATE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${HEADGATE_SANITIZE})
endif()

include(PrecompiledHeaders)
