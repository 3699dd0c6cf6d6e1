# Arrow and Parquet as two imported SYSTEM targets: an installed Arrow when there is one, else the one that
# the pyarrow wheel of the project's own Python environment carries. The wheel has neither CMake files nor
# unversioned library names, so its targets are made by full path.

# From 26 on libparquet carries a simdjson of its own and exports its symbols. Whichever library stands first
# among those that an executable needs is the one that is called, so the one that the scanners were compiled
# for is put in front of everything (adapters/parquet/simdjson_test.cc looks).
add_link_options(LINKER:--push-state,--no-as-needed $<TARGET_FILE:simdjson::simdjson> LINKER:--pop-state)

find_package(Arrow QUIET CONFIG)
find_package(Parquet QUIET CONFIG)
if(TARGET Arrow::arrow_shared AND TARGET Parquet::parquet_shared)
  message(STATUS "Arrow ${ARROW_VERSION} is installed on this machine")
  # Before version 26 what knows S3 is a part of libarrow.
  if(NOT TARGET Arrow::arrow_s3_shared)
    add_library(Arrow::arrow_s3_shared ALIAS Arrow::arrow_shared)
  endif()
  return()
endif()

set(HEADGATE_PYTHON ${CMAKE_SOURCE_DIR}/.venv/bin/python CACHE FILEPATH "A Python that has pyarrow")
execute_process(
  COMMAND ${HEADGATE_PYTHON} -c
    "import pyarrow as p; i = p.cpp_build_info
print(p.get_include(), p.get_library_dirs()[0], i.so_version, i.version, sep=';')"
  OUTPUT_VARIABLE wheel OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "No Arrow is installed and ${HEADGATE_PYTHON} has no pyarrow. Run ./dev setup.")
endif()
list(POP_FRONT wheel include_dir library_dir so_version arrow_version)
message(STATUS "Arrow ${arrow_version} from the pyarrow wheel")

foreach(pair "Arrow::arrow_shared|libarrow" "Parquet::parquet_shared|libparquet"
    "Arrow::arrow_s3_shared|libarrow_s3")
  string(REPLACE "|" ";" pair ${pair})
  list(POP_FRONT pair target file)
  add_library(${target} SHARED IMPORTED GLOBAL)
  set_target_properties(${target} PROPERTIES
    IMPORTED_LOCATION ${library_dir}/${file}.so.${so_version}
    INTERFACE_INCLUDE_DIRECTORIES ${include_dir})
endforeach()
target_link_libraries(Parquet::parquet_shared INTERFACE Arrow::arrow_shared)
target_link_libraries(Arrow::arrow_s3_shared INTERFACE Arrow::arrow_shared)
