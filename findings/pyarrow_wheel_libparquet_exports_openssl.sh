#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The libparquet of the pyarrow wheels 22.0.0 and 26.0.1 (manylinux x86_64) exports more than 2,000 functions of the
# OpenSSL that it carries for the encryption of files. They have no version, so that they also answer for those of
# the system's libcrypto: a program that links both, libparquet first, gets some functions from one and some from
# the other, name by name, and so do the insides of libcrypto. Two OpenSSLs then share structures that differ. A
# program of ours that opened the system's certificates jumped to address 0 there. libarrow exports none.
#
# Expected: a library keeps what it carries to itself. Fails where the behaviour changes. Needs cc, nm, and the
# libcrypto.so.3 of the system.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"

libraries_of() {
  "$folder/venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: "pyarrow==$1"
  "$folder/venv/bin/python" -c 'import pyarrow; print(pyarrow.get_library_dirs()[0])'
}
exported() { nm -D --defined-only "$1" | grep -cE ' (SSL|CRYPTO|EVP|X509|BIO|OSSL|OPENSSL|OpenSSL)_' || true; }

old=$(libraries_of 22.0.0)
count_old=$(exported "$old"/libparquet.so.2200)
new=$(libraries_of 26.0.1)
count_new=$(exported "$new"/libparquet.so.2600)
count_arrow=$(exported "$new"/libarrow.so.2600)
echo "OpenSSL functions that are exported: libparquet 22.0.0 $count_old, 26.0.1 $count_new; libarrow 26.0.1 $count_arrow"

cat > "$folder/who.c" <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
void EVP_sha256(void), X509_STORE_new(void), OSSL_STORE_open(void), OpenSSL_version(void);
static int from_parquet(const char* name, void* function) {
  Dl_info info;
  if (!dladdr(function, &info)) return 0;
  const char* slash = strrchr(info.dli_fname, '/');
  printf("%s comes from %s\n", name, slash ? slash + 1 : info.dli_fname);
  return strstr(info.dli_fname, "libparquet") != NULL;
}
int main(void) {
  int taken = from_parquet("EVP_sha256", EVP_sha256) + from_parquet("X509_STORE_new", X509_STORE_new);
  int kept = !from_parquet("OSSL_STORE_open", OSSL_STORE_open) + !from_parquet("OpenSSL_version", OpenSSL_version);
  return !(taken == 2 && kept == 2);
}
C
cc -o "$folder/who" "$folder/who.c" -Wl,--no-as-needed "$new/libparquet.so.2600" -l:libcrypto.so.3 \
  -Wl,-rpath,"$new" -Wl,--allow-shlib-undefined
"$folder/who" || { echo 'not what was seen'; exit 1; }
[[ $count_old -gt 2000 && $count_new -gt 2000 && $count_arrow -eq 0 ]] || { echo 'not what was seen'; exit 1; }
