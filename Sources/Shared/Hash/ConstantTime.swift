// Comparing secrets without telling, by the time it takes, how much of a guess was right.

/// Whether two byte strings are equal, in a time that depends on their lengths alone.
///
/// For tokens and keys, or better their hashes. Different lengths are told apart at once: a length
/// is no secret.
package func constantTimeEquals(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    var difference: UInt8 = 0
    for index in a.indices { difference |= a[index] ^ b[index] }
    return difference == 0
}
