// SPDX-License-Identifier: Apache-2.0
#include "adapters/elasticsearch/gzip.h"

#include <isa-l.h>

#include <memory>
#include <vector>

#include "base/assert.h"

namespace headgate::elasticsearch {

std::string gzip(ByteView bytes) {
  const auto stream = std::make_unique<isal_zstream>();  // Holds its whole window: too large for a stack.
  std::vector<std::uint8_t> level(ISAL_DEF_LVL1_DEFAULT);
  isal_deflate_init(stream.get());
  stream->level = 1;
  stream->level_buf = level.data();
  stream->level_buf_size = static_cast<std::uint32_t>(level.size());
  stream->gzip_flag = IGZIP_GZIP;
  stream->end_of_stream = 1;
  stream->flush = NO_FLUSH;
  // ISA-L asks for writable input and does not write to it.
  stream->next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(bytes.data()));
  stream->avail_in = static_cast<std::uint32_t>(bytes.size());
  std::string packed;
  do {
    constexpr std::size_t kRoom = 64 * KiB;
    const std::size_t used = packed.size();
    packed.resize(used + kRoom);
    stream->next_out = reinterpret_cast<std::uint8_t*>(packed.data() + used);
    stream->avail_out = kRoom;
    const int code = isal_deflate(stream.get());
    HEADGATE_ASSERT(code == COMP_OK);
    packed.resize(used + kRoom - stream->avail_out);
  } while (stream->internal_state.state != ZSTATE_END);
  return packed;
}

}  // namespace headgate::elasticsearch
