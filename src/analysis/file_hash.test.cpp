#include "analysis/file_hash.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace loadshare::analysis {
namespace {

// NIST's example values for SHA-256 (FIPS 180-4, "Cryptographic Standards and Guidelines: Example Values").
TEST(FileHash, GivesThePublishedExamples) {
  EXPECT_EQ(compute_sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(compute_sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(compute_sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(compute_sha256(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(FileHash, ReadsBytesAsTheyAre) {
  const auto file = std::filesystem::temp_directory_path() / "loadshare_file_hash.bin";
  const std::string bytes("a\r\n\0b\xff", 6);
  std::ofstream(file, std::ios::binary) << bytes;
  const auto hash = hash_file(file);
  std::filesystem::remove(file);
  ASSERT_TRUE(hash.ok());
  EXPECT_EQ(*hash, compute_sha256(bytes));
}

TEST(FileHash, RefusesWhatIsNotThere) {
  const auto missing = hash_file("/nowhere/at all.mot");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(
      missing.refusal().text(),
      Refusal({"/nowhere/at all.mot", "cannot be opened", "check the name and that you may read it"}).text());
  const auto folder = hash_file(std::filesystem::temp_directory_path());
  ASSERT_FALSE(folder.ok());
  EXPECT_EQ(folder.refusal().what, "is a folder, not a file");
}

}  // namespace
}  // namespace loadshare::analysis
