// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/local_sink.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <functional>

#include "local_folder_for_tests.h"

// The tests stand before the system calls that cannot be made to fail from outside.
namespace {
std::atomic<int> link_error = 0, fsync_error = 0;
std::atomic<int> fsyncs = 0;
}  // namespace

extern "C" int link(const char* from, const char* to) noexcept {
  if (link_error != 0) return errno = link_error, -1;
  return static_cast<int>(::syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
}

extern "C" int fsync(int) {
  ++fsyncs;
  if (const int error = fsync_error.exchange(0); error != 0) return errno = error, -1;
  return 0;  // no test here outlives a power cut
}

namespace headgate {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using Mode = LocalStore::Mode;

class LocalSinkTest : public LocalFolder {
 protected:
  ~LocalSinkTest() override { link_error = fsync_error = 0; }
};

TEST_F(LocalSinkTest, RefusesALandingThatCannotLink) {
  link_error = EPERM;
  const auto store = LocalStore::open(folder_.path(), Mode::Landing, landing_folders());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::Configuration);
  EXPECT_THAT(store.error().message, AllOf(HasSubstr(folder_.path()), HasSubstr("hard links")));
  EXPECT_EQ(unfinished(), 0U);
}

TEST_F(LocalSinkTest, KeepsThousandsOfSinksOpenWithFewDescriptors) {
  const auto store = landing();
  rlimit before;
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit few{32, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  std::vector<std::unique_ptr<ByteSink>> sinks;
  bool good = true;
  for (int i = 0; i < 2000; ++i) {
    sinks.push_back(store->create("data/" + std::to_string(i)).value());
    good = good && sinks.back()->append("first,");
    if (i % 20 == 0) good = good && sinks.back()->append(std::string(300'000, '.'));
  }
  for (auto& sink : sinks) good = good && sink->append("last") && sink->finish();
  sinks.clear();
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_TRUE(good);
  const auto infos = store->list("data/").value();
  ASSERT_EQ(infos.size(), 2000U);
  for (const ObjectInfo& info : infos) {
    EXPECT_EQ(info.size_bytes, std::stoi(info.name.substr(5)) % 20 == 0 ? 300'010U : 10U) << info.name;
  }
  EXPECT_EQ(store->get("data/7").value(), "first,last");
  EXPECT_EQ(unfinished(), 0U);
}

TEST_F(LocalSinkTest, NeverRetriesAFailedFsync) {
  const auto store = landing();
  ASSERT_TRUE(store->put("x", "old"));
  auto sink = store->create("x").value();
  ASSERT_TRUE(sink->append("new"));
  fsync_error = EIO;
  const Status failed = sink->finish();
  EXPECT_EQ(failed.error().code, ErrorCode::Io);
  EXPECT_THAT(failed.error().message, HasSubstr("fsync"));
  const int so_far = fsyncs;
  EXPECT_FALSE(sink->finish());
  EXPECT_FALSE(sink->append("more"));
  EXPECT_EQ(fsyncs, so_far);
  EXPECT_EQ(store->get("x").value(), "old");
  sink.reset();
  EXPECT_EQ(unfinished(), 0U);
}

TEST_F(LocalSinkTest, MakesEveryNewEntryDurable) {
  const auto store = landing();
  ASSERT_TRUE(store->put("a/x", "1"));
  int before = fsyncs;
  ASSERT_TRUE(store->put_if_absent("a/y", "1"));
  EXPECT_EQ(fsyncs - before, 2) << "the file and its folder";
  before = fsyncs;
  ASSERT_TRUE(store->put("b/c/x", "1"));
  EXPECT_EQ(fsyncs - before, 4) << "and the entries of two new folders";
}

TEST_F(LocalSinkTest, CallsAnEntryThatMayNotLastUnknown) {
  const auto store = landing();
  ASSERT_TRUE(store->put("a", "1"));
  fsync_error = EIO;
  const Status copied = store->copy("a", "b");
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().kind, ErrorClass::OutcomeUnknown);
}

/// Runs `body` in a process of its own, and hands its failed expectations on.
void in_child(const std::function<void()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    body();
    ::_exit(testing::Test::HasFailure() ? 1 : 0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "the other process failed, see above";
}

/// Mounts a file system of 256 KiB that only this process sees; who is not root becomes it in a world of its
/// own.
bool mount_small(const fs::path& path) {
  const uid_t user = ::getuid();
  const gid_t group = ::getgid();
  if (::unshare(CLONE_NEWNS) != 0) {
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
    std::ofstream("/proc/self/setgroups") << "deny";
    std::ofstream("/proc/self/uid_map") << "0 " << user << " 1";
    std::ofstream("/proc/self/gid_map") << "0 " << group << " 1";
  }
  return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount("none", path.c_str(), "tmpfs", 0, "size=256k") == 0;
}

TEST_F(LocalSinkTest, SaysWhatToDoWhenTheDiskIsFull) {
  in_child([&] {
    const bool mounted = mount_small(folder_.path());
    if (!mounted) {
      // Here nothing can be mounted: a limit on the size of files stops the same writes, with another errno.
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit small{100'000, 100'000};
      ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    }
    const ErrorCode code = mounted ? ErrorCode::NoSpace : ErrorCode::Io;
    const char* advice = mounted ? "free some space and run again; nothing is lost" : "File too large";
    const auto store = landing();
    ASSERT_TRUE(store->put("x", "old"));
    const std::string large(1'000'000, 'x');
    for (const Status& status : {store->put("x", large), store->put_if_absent("y", large)}) {
      ASSERT_FALSE(status);
      EXPECT_EQ(status.error().code, code);
      EXPECT_THAT(status.error().message, AllOf(HasSubstr(folder_.path()), HasSubstr(advice)));
    }
    EXPECT_EQ(store->get("x").value(), "old");
    EXPECT_THAT(names(store->list("").value()), ElementsAre("x"));
    EXPECT_EQ(unfinished(), 0U);
    EXPECT_TRUE(store->put("y", "there is room again"));
  });
}

}  // namespace
}  // namespace headgate
