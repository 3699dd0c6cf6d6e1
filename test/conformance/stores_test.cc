// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/local_store.h"
#include "object_store_conformance.h"
#include "store/fault_store.h"
#include "store/memory_store.h"
#include "store/retry_store.h"
#include "temp_folder.h"

namespace headgate {
namespace {

std::shared_ptr<ObjectStore> memory() { return std::make_shared<MemoryStore>(); }

std::shared_ptr<ObjectStore> memory_in_pages() { return std::make_shared<MemoryStore>("memory", 2); }

std::shared_ptr<ObjectStore> local() {
  struct Landing {
    TempFolder folder;
    std::unique_ptr<LocalStore> store =
        LocalStore::open(folder.path(), LocalStore::Mode::Landing,
                         {"_headgate/unfinished/", "_headgate/staging/", "data/"})
            .value();
  };
  auto landing = std::make_shared<Landing>();
  return {landing, landing->store.get()};
}

std::shared_ptr<ObjectStore> faultless() {
  struct Pair {
    MemoryStore inner;
    FaultStore store{inner};
  };
  auto pair = std::make_shared<Pair>();
  return {pair, &pair->store};
}

/// Of the calls that it repeats whatever stands there, every third is throttled.
std::shared_ptr<ObjectStore> retrying() {
  struct Pair {
    MemoryStore inner;
    FaultStore throttled_store{inner,
                               {{.fault = Fault::Fail,
                                 .among =
                                     [calls = 0](const Call& call) mutable {
                                       const auto never = {Operation::Read, Operation::Append,
                                                           Operation::Finish, Operation::PutIfAbsent};
                                       for (const Operation operation : never) {
                                         if (call.operation == operation) return false;
                                       }
                                       return ++calls % 3 == 0;
                                     },
                                 .for_ever = true,
                                 .error = throttled()}}};
    RetryStore store{throttled_store, {}, [](const Wait&) { return true; }};
  };
  auto pair = std::make_shared<Pair>();
  return {pair, &pair->store};
}

INSTANTIATE_TEST_SUITE_P(Memory, ObjectStoreConformance, testing::Values(MakeStore(memory)));
INSTANTIATE_TEST_SUITE_P(MemoryInPages, ObjectStoreConformance, testing::Values(MakeStore(memory_in_pages)));
INSTANTIATE_TEST_SUITE_P(Local, ObjectStoreConformance, testing::Values(MakeStore(local)));
INSTANTIATE_TEST_SUITE_P(Faultless, ObjectStoreConformance, testing::Values(MakeStore(faultless)));

INSTANTIATE_TEST_SUITE_P(Retrying, ObjectStoreConformance, testing::Values(MakeStore(retrying)));

}  // namespace
}  // namespace headgate
