// Verifier: proves that device and server hold the same, and mends what differs.
//
// Digests are compared by scope, then by bucket, then by record, so that the cost follows the
// difference. What is compared is the confirmed state: never own transactions that wait.

public import Shared

/// What a verification found.
public struct VerifyReport: Sendable {
    /// Scopes compared.
    public let scopes: Int
    /// Records compared.
    public let records: Int
    /// Records that differed, or whose shown fields did not follow from their state.
    public let differences: [(collection: String, id: RecordID)]
    /// How many of them are the same now.
    public let repaired: Int
}

/// What was found so far, each record once, however often the comparison began anew.
private struct Findings {
    private(set) var differing: [RecordKey] = []
    private(set) var repaired: Set<RecordKey> = []
    private var known: Set<RecordKey> = []

    mutating func add(_ keys: [RecordKey], repaired: [RecordKey]) {
        for key in keys where known.insert(key).inserted { differing.append(key) }
        self.repaired.formUnion(repaired)
    }
}

extension SyncEngine {
    /// Compares the store with the server, after bringing it up to date: one round trip where
    /// nothing waits, the server has not moved on, and both hold the same.
    ///
    /// - Throws: when the server cannot be reached or keeps changing.
    public func verify() async throws(RelaisError) -> VerifyReport {
        var findings = Findings()
        // Who holds nothing yet, or no more, has nothing to ask for. Whatever else is in the way is
        // told by the synchronisation that comes next.
        let hasScopes = try !store.scopes().isEmpty
        let hasUnsent = try store.hasUnsent()
        if hasScopes, !hasUnsent, let result = try? await compare(&findings) { return result }
        for _ in 0..<5 {
            let report = try await sync()
            if let error = report.error { throw error }
            if let result = try await compare(&findings) { return result }
        }
        throw SyncErrors.notUpToDate
    }

    /// `nil` when the server has moved on since the last synchronisation.
    private func compare(
        _ findings: inout Findings
    ) async throws(RelaisError) -> VerifyReport? {
        let credential = try store.credential()
        let mended = try store.mendShown()
        findings.add(mended, repaired: mended)
        var records = 0
        let scopes = try store.scopes()
        let answers = try await summaries(of: scopes, credential)
        for scope in scopes {
            let answer = answers[scope.name]
            guard let count = try await compare(scope, answer, credential, &findings)
            else { return nil }
            records += count
        }
        return VerifyReport(
            scopes: scopes.count, records: records,
            differences: findings.differing.map { ($0.collection, $0.id) },
            repaired: findings.repaired.count)
    }

    /// Finds and mends what differs in scopes that a synchronisation has just brought up to date;
    /// answers how many records were mended. What moves on meanwhile waits for the next time.
    func mend(_ names: Set<String>) async throws(RelaisError) -> Int {
        var findings = Findings()
        let credential = try store.credential()
        for scope in try store.scopes() where names.contains(scope.name) {
            _ = try await compare(scope, nil, credential, &findings)
        }
        return findings.repaired.count
    }

    /// What the server holds of each scope, in one question. An older server answers for the first.
    private func summaries(
        of scopes: [ScopeRow], _ credential: Credential
    ) async throws(RelaisError) -> [String: VerifyResponse] {
        guard let first = scopes.first else { return [:] }
        let answer = try await ask(first, .scope, credential, scopes.dropFirst().map(\.name))
        var answers = [first.name: answer]
        for other in answer.others {
            answers[other.scope] = VerifyResponse(
                epoch: answer.epoch, head: other.head, count: other.count,
                digests: [other.digest], entries: other.damaged)
        }
        return answers
    }

    /// Compares one scope, and mends it on both sides; `nil` when the server has moved on.
    ///
    /// - Parameter summary: what the server holds of it, where that was asked already.
    private func compare(
        _ scope: ScopeRow, _ summary: VerifyResponse?, _ credential: Credential,
        _ findings: inout Findings
    ) async throws(RelaisError) -> Int? {
        let local = try store.digests(of: scope)
        var answer = summary
        if answer == nil { answer = try await ask(scope, .scope, credential) }
        guard let theirs = answer else { return nil }
        guard let floor = scope.floor, theirs.epoch == floor.epoch, theirs.head <= floor.sequence
        else { return nil }
        let damaged = theirs.entries.filter(\.isDamaged)
        if !damaged.isEmpty {
            let keys = damaged.map(\.key)
            let mended = try await offer(keys, scope, credential)
            findings.add(keys, repaired: mended)
            try store.noteBehind(damaged.filter { !mended.contains($0.key) })
        }
        if theirs.digests != [local.total] || theirs.count != local.count {
            guard let keys = try await differences(scope, local, credential) else { return nil }
            findings.add(keys, repaired: try await repair(keys, credential))
        }
        try store.keepDigest(of: scope)
        return local.count
    }

    /// Offers the server its own bytes again, where this device still has them.
    private func offer(
        _ keys: [RecordKey], _ scope: ScopeRow, _ credential: Credential
    ) async throws(RelaisError) -> [RecordKey] {
        let copies = try store.copies(of: keys, in: scope)
        var mended: [RecordKey] = []
        for start in stride(from: 0, to: copies.count, by: 500) {
            let part = Array(copies[start..<min(start + 500, copies.count)])
            do {
                mended += try await remote.mend(MendRequest(records: part), credential).mended
            } catch {
                throw error.error
            }
        }
        return mended
    }

    private func differences(
        _ scope: ScopeRow, _ local: ScopeDigests, _ credential: Credential
    ) async throws(RelaisError) -> [RecordKey]? {
        let buckets = try await ask(scope, .buckets, credential)
        guard buckets.digests.count == Digest.bucketCount else { return nil }
        var keys: [RecordKey] = []
        for bucket in 0..<Digest.bucketCount
        where buckets.digests[bucket] != local.buckets[bucket] {
            let theirs = try await ask(scope, .records(bucket: UInt8(bucket)), credential)
            var mine = try store.entries(of: scope, bucket: bucket)
            for entry in theirs.entries {
                if mine.removeValue(forKey: entry.key) != entry.digest { keys.append(entry.key) }
            }
            keys += mine.keys
        }
        return keys
    }

    private func repair(
        _ keys: [RecordKey], _ credential: Credential
    ) async throws(RelaisError) -> [RecordKey] {
        var repaired: [RecordKey] = []
        for start in stride(from: 0, to: keys.count, by: 500) {
            let part = Array(keys[start..<min(start + 500, keys.count)])
            let answer: RecordsResponse
            do {
                answer = try await remote.records(RecordsRequest(records: part), credential)
            } catch {
                throw error.error
            }
            repaired += try store.replace(answer)
        }
        return repaired
    }

    private func ask(
        _ scope: ScopeRow, _ depth: VerifyRequest.Depth, _ credential: Credential,
        _ others: [String] = []
    ) async throws(RelaisError) -> VerifyResponse {
        do {
            return try await remote.verify(
                VerifyRequest(scope: scope.name, depth: depth, others: others), credential)
        } catch {
            throw error.error
        }
    }
}
