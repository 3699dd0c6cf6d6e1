# One folder, one stage, one library. A stage sees the headers of the stages it links and of nothing else:
# each stage's headers stand by a symbolic link in an include root of its own, so that a backward include does
# not compile.
#
#   headgate_stage(NAME read LINKS store PRIVATE PkgConfig::isal APART damage_test)
#
# LINKS are earlier stages and libraries whose types its headers may show; PRIVATE ones stay out of them.
# Sources are every *.cc of the folder and of those in it but *_test.cc, *_bench.cc, *_fuzz.cc; tests are
# every *_test.cc: together in the executable <name>_tests, those that take long APART in one of their own.
function(headgate_stage)
  cmake_parse_arguments(arg "" "NAME" "LINKS;PRIVATE;APART;TEST_LINKS" ${ARGN})
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
    if(NOT path STREQUAL arg_NAME)
      headgate_compile_together(headgate_${arg_NAME})
    endif()
  else()
    add_library(headgate_${arg_NAME} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(headgate_${arg_NAME} ${scope} ${root})
  target_link_libraries(headgate_${arg_NAME} ${scope} ${arg_LINKS})
  headgate_tests(${arg_NAME}_tests ${tests} APART ${arg_APART}
    LINKS headgate_${arg_NAME} ${arg_LINKS} ${arg_PRIVATE} ${arg_TEST_LINKS})
  file(GLOB_RECURSE fuzz_targets CONFIGURE_DEPENDS *_fuzz.cc)
  foreach(target ${fuzz_targets})
    headgate_fuzz(${target} LINKS headgate_${arg_NAME} ${arg_LINKS} ${arg_PRIVATE})
  endforeach()
endfunction()

# headgate_tests(NAME FILE... APART NAME... LINKS ...): one executable and one ctest entry for the files, and
# one for each that stands apart.
function(headgate_tests name)
  cmake_parse_arguments(arg "" "" "APART;LINKS" ${ARGN})
  set(files ${arg_UNPARSED_ARGUMENTS})
  foreach(apart ${arg_APART})
    set(file ${files})
    list(FILTER file INCLUDE REGEX "(^|/)${apart}[.]cc$")
    list(REMOVE_ITEM files ${file})
    headgate_test(${apart} ${file} LINKS ${arg_LINKS})
  endforeach()
  if(files)
    headgate_test(${name} ${files} LINKS ${arg_LINKS})
  endif()
endfunction()

# Most of what a test costs to compile is the headers and templates that it shares with the one beside it:
# with HEADGATE_PCH the files of one executable are compiled together.
function(headgate_test name)
  cmake_parse_arguments(arg "" "" "LINKS" ${ARGN})
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  set_target_properties(${name} PROPERTIES UNITY_BUILD ${HEADGATE_PCH})
  target_link_libraries(${name} PRIVATE ${arg_LINKS} headgate_flags GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE HEADGATE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  # A test's own code runs for a moment; what it tests is a library, and optimised as it ships.
  target_compile_options(${name} PRIVATE $<$<CONFIG:RelWithDebInfo>:-O1>)
  headgate_precompile(${name} test)
  add_test(NAME ${name} COMMAND ${name})
endfunction()

# Compiles a few of a target's files at a time: what stands around the flow is many small files that share
# most of what they include. The flow itself goes file by file: a planted fault takes the place of one.
function(headgate_compile_together target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${HEADGATE_PCH} UNITY_BUILD_BATCH_SIZE 4)
endfunction()

add_library(headgate_flags INTERFACE)
# The compiler collects its garbage late: a tenth of its time, for some 300 MB.
target_compile_options(headgate_flags INTERFACE
  $<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-heapsize=300000>)
# With -pthread for all: RE2 asks for it, and a precompiled header serves only those that were compiled alike.
target_compile_options(headgate_flags INTERFACE -pthread
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  -Werror=return-type -Werror=unused-result)
if(HEADGATE_SANITIZE)
  add_compile_options(-fsanitize=${HEADGATE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${HEADGATE_SANITIZE})
endif()

include(PrecompiledHeaders)
