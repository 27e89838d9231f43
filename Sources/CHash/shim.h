#pragma once
// The functions of one hash, by name: the newer ones look the algorithm up at each call, which
// costs more than hashing a record does.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
