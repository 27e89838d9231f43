// The inner function of SHA-256: one block of 64 bytes into the state. Apart, because it is where
// all the time goes and so is written for speed.

extension PortableSHA256 {
    /// The eight words H of the hash so far.
    typealias State = InlineArray<8, UInt32>

    /// The fractional parts of the square roots of the first eight primes.
    static var initialState: State {
        [
            0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A,
            0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
        ]
    }

    /// The fractional parts of the cube roots of the first sixty-four primes.
    private static let constants: InlineArray<64, UInt32> = [
        0x428A_2F98, 0x7137_4491, 0xB5C0_FBCF, 0xE9B5_DBA5, 0x3956_C25B, 0x59F1_11F1,
        0x923F_82A4, 0xAB1C_5ED5, 0xD807_AA98, 0x1283_5B01, 0x2431_85BE, 0x550C_7DC3,
        0x72BE_5D74, 0x80DE_B1FE, 0x9BDC_06A7, 0xC19B_F174, 0xE49B_69C1, 0xEFBE_4786,
        0x0FC1_9DC6, 0x240C_A1CC, 0x2DE9_2C6F, 0x4A74_84AA, 0x5CB0_A9DC, 0x76F9_88DA,
        0x983E_5152, 0xA831_C66D, 0xB003_27C8, 0xBF59_7FC7, 0xC6E0_0BF3, 0xD5A7_9147,
        0x06CA_6351, 0x1429_2967, 0x27B7_0A85, 0x2E1B_2138, 0x4D2C_6DFC, 0x5338_0D13,
        0x650A_7354, 0x766A_0ABB, 0x81C2_C92E, 0x9272_2C85, 0xA2BF_E8A1, 0xA81A_664B,
        0xC24B_8B70, 0xC76C_51A3, 0xD192_E819, 0xD699_0624, 0xF40E_3585, 0x106A_A070,
        0x19A4_C116, 0x1E37_6C08, 0x2748_774C, 0x34B0_BCB5, 0x391C_0CB3, 0x4ED8_AA4A,
        0x5B9C_CA4F, 0x682E_6FF3, 0x748F_82EE, 0x78A5_636F, 0x84C8_7814, 0x8CC7_0208,
        0x90BE_FFFA, 0xA450_6CEB, 0xBEF9_A3F7, 0xC671_78F2,
    ]

    /// Takes in whole blocks, one behind the other.
    ///
    /// - Parameter blocks: so many times 64 bytes.
    static func compress(_ state: inout State, _ blocks: UnsafeRawPointer, count: Int) {
        // Pointers that stay in their block: with bounds checked at each word, a third is lost.
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 16) { schedule in
            guard let w = schedule.baseAddress else { return }
            for block in 0..<count {
                for t in 0..<16 {
                    w[t] =
                        blocks.loadUnaligned(
                            fromByteOffset: (block &* 16 &+ t) &* 4, as: UInt32.self
                        ).bigEndian
                }
                withUnsafeBytes(of: constants) { constants in
                    let k = constants.assumingMemoryBound(to: UInt32.self)
                    guard let k = k.baseAddress else { return }
                    rounds(&state, w, k)
                }
            }
        }
    }

    /// The sixty-four rounds of a block whose words are in `w`.
    @inline(__always)
    private static func rounds(
        _ state: inout State, _ w: UnsafeMutablePointer<UInt32>, _ constants: UnsafePointer<UInt32>
    ) {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        var k = constants
        var left = 4
        while true {
            // After eight rounds every word is back in its own variable: the standard's shifting
            // of eight words a round becomes a renaming.
            round(a, b, c, &d, e, f, g, &h, w[0] &+ k[0])
            round(h, a, b, &c, d, e, f, &g, w[1] &+ k[1])
            round(g, h, a, &b, c, d, e, &f, w[2] &+ k[2])
            round(f, g, h, &a, b, c, d, &e, w[3] &+ k[3])
            round(e, f, g, &h, a, b, c, &d, w[4] &+ k[4])
            round(d, e, f, &g, h, a, b, &c, w[5] &+ k[5])
            round(c, d, e, &f, g, h, a, &b, w[6] &+ k[6])
            round(b, c, d, &e, f, g, h, &a, w[7] &+ k[7])
            round(a, b, c, &d, e, f, g, &h, w[8] &+ k[8])
            round(h, a, b, &c, d, e, f, &g, w[9] &+ k[9])
            round(g, h, a, &b, c, d, e, &f, w[10] &+ k[10])
            round(f, g, h, &a, b, c, d, &e, w[11] &+ k[11])
            round(e, f, g, &h, a, b, c, &d, w[12] &+ k[12])
            round(d, e, f, &g, h, a, b, &c, w[13] &+ k[13])
            round(c, d, e, &f, g, h, a, &b, w[14] &+ k[14])
            round(b, c, d, &e, f, g, h, &a, w[15] &+ k[15])
            left &-= 1
            if left == 0 { break }
            k += 16
            extend(w)
        }
        state[0] &+= a
        state[1] &+= b
        state[2] &+= c
        state[3] &+= d
        state[4] &+= e
        state[5] &+= f
        state[6] &+= g
        state[7] &+= h
    }

    /// The next sixteen words of the schedule in place of the last: each needs but those.
    @inline(__always)
    private static func extend(_ w: UnsafeMutablePointer<UInt32>) {
        next(w, 0)
        next(w, 1)
        next(w, 2)
        next(w, 3)
        next(w, 4)
        next(w, 5)
        next(w, 6)
        next(w, 7)
        next(w, 8)
        next(w, 9)
        next(w, 10)
        next(w, 11)
        next(w, 12)
        next(w, 13)
        next(w, 14)
        next(w, 15)
    }

    @inline(__always)
    private static func next(_ w: UnsafeMutablePointer<UInt32>, _ t: Int) {
        let x = w[(t &+ 1) & 15]
        let y = w[(t &+ 14) & 15]
        let s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x &>> 3)
        let s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y &>> 10)
        w[t] = w[t] &+ s0 &+ w[(t &+ 9) & 15] &+ s1
    }

    /// One round; `term` is the word of the schedule and the constant, added.
    @inline(__always)
    private static func round(
        _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
        _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ term: UInt32
    ) {
        let choice = g ^ (e & (f ^ g))
        let majority = (a & b) | (c & (a | b))
        let sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
        let sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
        let t1 = h &+ sum1 &+ choice &+ term
        d &+= t1
        h = t1 &+ sum0 &+ majority
    }

    @inline(__always)
    private static func rotate(_ x: UInt32, _ count: UInt32) -> UInt32 {
        (x &>> count) | (x &<< (32 &- count))
    }
}
