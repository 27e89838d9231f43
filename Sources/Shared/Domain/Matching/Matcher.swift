// Matcher: ranks what fits a person. Pure: the same profile, day and candidates always give the
// same ranks, whatever order the candidates come in.

/// Ranks candidates for one person.
public struct Matcher: Sendable {
    private let profile: MatchProfile
    private let weights: MatchWeights
    private let now: Instant
    private let today: CalendarDate
    /// The person's publics, with those that follow from them and from the age.
    private let audiences: Set<String>
    private let age: Int?
    /// The needs that each barrier makes, sorted by barrier.
    private let barriers: [(code: String, needs: Set<String>)]
    private let needs: [String]
    private let lacksMoney: Bool
    private let sought: [SoughtOccupation]

    /// - Parameters:
    ///   - now: what is past.
    ///   - today: the day where people are.
    public init(
        _ profile: MatchProfile, now: Instant, today: CalendarDate,
        weights: MatchWeights = .standard
    ) {
        self.profile = profile
        self.weights = weights
        self.now = now
        self.today = today
        age = profile.birthYear.map { today.year - $0 }
        audiences = AudienceRules.closure(profile, age: age)
        needs = profile.needs.sorted()
        barriers = profile.barriers.sorted().map { ($0, MatchTables.needs[$0] ?? []) }
        lacksMoney =
            profile.needs.contains("budget")
            || !profile.barriers.isDisjoint(with: ["budget", "precarite"])
        sought = profile.occupations.sorted().map(SoughtOccupation.init)
    }

    /// What fits, the best first. What is over is left out, and so is what has nothing to do with
    /// the person, unless nothing is known of what they look for.
    public func rank(_ candidates: some Sequence<MatchCandidate>) -> [Match] {
        var matches: [Match] = []
        for candidate in candidates where !candidate.isOver(at: now, today: today) {
            let match = self.match(candidate)
            let isRelevant =
                profile.isSilent || match.reasons.contains { $0.criterion.isRelevant }
            if isRelevant { matches.append(match) }
        }
        return matches.sorted(by: Matcher.precedes)
    }

    /// How one candidate stands.
    public func match(_ candidate: MatchCandidate) -> Match {
        var reasons: [MatchReason] = []
        addContents(of: candidate, &reasons)
        addOccupation(of: candidate, &reasons)
        addTerms(of: candidate, &reasons)
        let metres = addNearness(of: candidate, &reasons)
        reasons.sort { left, right in
            left.points != right.points
                ? left.points > right.points
                : (left.criterion.rawValue, left.code ?? "")
                    < (right.criterion.rawValue, right.code ?? "")
        }
        let (standing, gaps) = conditions(of: candidate)
        return Match(
            candidate: candidate, standing: standing,
            score: reasons.reduce(0) { $0 + $1.points }, distanceMetres: metres,
            reasons: reasons, gaps: gaps)
    }

    /// A total order: who may go there first, then the score, the distance, and the names.
    private static func precedes(_ left: Match, _ right: Match) -> Bool {
        if left.standing != right.standing { return left.standing < right.standing }
        if left.score != right.score { return left.score > right.score }
        let (near, far) = (left.distanceMetres ?? .max, right.distanceMetres ?? .max)
        if near != far { return near < far }
        if left.candidate.kind != right.candidate.kind {
            let kinds = MatchCandidate.Kind.allCases
            return kinds.firstIndex(of: left.candidate.kind) ?? 0
                < kinds.firstIndex(of: right.candidate.kind) ?? 0
        }
        if left.candidate.title != right.candidate.title {
            return left.candidate.title < right.candidate.title
        }
        return left.candidate.id < right.candidate.id
    }

    // MARK: Reasons

    private func add(
        _ criterion: MatchCriterion, _ code: String? = nil, measure: Int? = nil,
        points: Int? = nil, to reasons: inout [MatchReason]
    ) {
        let points = max(0, points ?? weights.points[criterion] ?? 0)
        reasons.append(
            MatchReason(criterion: criterion, code: code, measure: measure, points: points))
    }

    /// What it is about: needs, barriers, publics.
    private func addContents(of candidate: MatchCandidate, _ reasons: inout [MatchReason]) {
        let byKind = candidate.actionKind.flatMap { MatchTables.kinds[$0] } ?? []
        for need in needs {
            if candidate.themes.contains(need) {
                add(.need, need, to: &reasons)
            } else if byKind.contains(need) {
                add(.needByKind, need, to: &reasons)
            }
        }
        for (barrier, needs) in barriers {
            if candidate.themes.contains(where: needs.contains) {
                add(.barrier, barrier, to: &reasons)
            } else if !byKind.isDisjoint(with: needs) {
                add(.barrierByKind, barrier, to: &reasons)
            }
        }
        let shared = candidate.audiences.filter { $0 != "tout-public" && audiences.contains($0) }
        if let first = shared.min() { add(.audience, first, to: &reasons) }
    }

    /// The occupation of an offer: the best of what is sought, and the skills.
    private func addOccupation(of candidate: MatchCandidate, _ reasons: inout [MatchReason]) {
        guard candidate.kind == .offer else { return }
        if !sought.isEmpty {
            let text = "\(candidate.title) \(candidate.occupation ?? "")"
            let words = sought.contains(where: \.isWords) ? FoldedWords(text) : nil
            var best: (criterion: MatchCriterion, code: String, points: Int)?
            for occupation in sought {
                guard let found = occupation.matches(candidate.rome, words) else { continue }
                let points = weights.points[found] ?? 0
                if points > best?.points ?? -1 { best = (found, occupation.text, points) }
            }
            if let best { add(best.criterion, best.code, to: &reasons) }
        }
        if let rome = candidate.rome, profile.skills.contains(rome) {
            add(.skill, rome, to: &reasons)
        }
        if candidate.isForDisabled, audiences.contains("handicap") { add(.disabled, to: &reasons) }
    }

    /// On what terms: language, fee, time.
    private func addTerms(of candidate: MatchCandidate, _ reasons: inout [MatchReason]) {
        // French is what everything is given in unless it says otherwise.
        let spoken = candidate.languages.filter { $0 != "fr" && profile.languages.contains($0) }
        if let language = spoken.min() { add(.language, language, to: &reasons) }
        if lacksMoney, candidate.fee == "gratuit" { add(.free, to: &reasons) }
        guard candidate.kind == .event, let day = candidate.startsOn else { return }
        let days = max(0, day.daysSince1970 - today.daysSince1970)
        if let line = weights.days.first(where: { days <= $0.days }) {
            add(.soon, measure: days, points: line.points, to: &reasons)
        }
    }

    /// Distance or commune, whichever is worth more; answers with the distance.
    private func addNearness(
        of candidate: MatchCandidate, _ reasons: inout [MatchReason]
    ) -> Int? {
        var metres: Int?
        if let here = profile.position, let there = candidate.position {
            metres = Int(here.distance(to: there).rounded())
        }
        let near = metres.flatMap { metres in weights.distances.first { metres <= $0.metres } }
        let isSame = profile.commune != nil && candidate.commune == profile.commune
        let same = isSame ? weights.points[.sameCommune] ?? 0 : -1
        if let near, near.points >= same {
            add(.distance, measure: metres, points: near.points, to: &reasons)
        } else if isSame {
            add(.sameCommune, to: &reasons)
        }
        return metres
    }

    // MARK: Conditions

    private func conditions(of candidate: MatchCandidate) -> (Match.Standing, [MatchGap]) {
        var standing = Match.Standing.eligible
        var gaps: [MatchGap] = []
        let wanted = candidate.audiences
        let isForAll = wanted.isEmpty || wanted.contains("tout-public")
        if !isForAll, !wanted.contains(where: audiences.contains) {
            let isImpossible = wanted.allSatisfy {
                AudienceRules.excludes($0, audiences, age: age)
            }
            standing = isImpossible ? .excluded : .toCheck
            gaps.append(
                isImpossible ? .otherAudience(wanted.sorted()) : .audience(wanted.sorted()))
        }
        func check(_ gap: MatchGap) {
            standing = max(standing, .toCheck)
            gaps.append(gap)
        }
        if !candidate.languages.isEmpty, !profile.languages.isEmpty,
            !candidate.languages.contains(where: profile.languages.contains)
        {
            check(.language(candidate.languages.sorted()))
        }
        if let commune = profile.commune, !candidate.coveredCommunes.isEmpty,
            !candidate.coveredCommunes.contains(commune)
        {
            check(.area)
        }
        if let contract = candidate.contractType,
            MatchTables.integrationContracts.contains(contract), !audiences.contains("iae")
        {
            check(.integration)
        }
        // Words are for the mediator to judge; they move nothing.
        if let text = candidate.entryConditions, !text.isEmpty { gaps.append(.conditions(text)) }
        if let fee = candidate.fee, fee != "gratuit" { gaps.append(.fee(fee)) }
        return (standing, gaps)
    }
}

/// Which publics follow from what is known, and which cannot be.
public enum AudienceRules {
    /// The publics of a profile, with those that they are part of and those that the age makes.
    static func closure(_ profile: MatchProfile, age: Int?) -> Set<String> {
        var audiences = profile.audiences
        if profile.qpv != nil { audiences.insert("habitants-qpv") }
        if let age {
            for line in MatchTables.byAge where line.ages.contains(age) {
                audiences.insert(line.audience)
            }
        }
        for audience in audiences { audiences.formUnion(MatchTables.within[audience] ?? []) }
        return audiences
    }

    /// Whether somebody of these publics and this age cannot belong to a public.
    static func excludes(_ audience: String, _ audiences: Set<String>, age: Int?) -> Bool {
        if MatchTables.companies.contains(audience) { return true }
        if let age, let ages = MatchTables.ages[audience], !ages.contains(age) { return true }
        return MatchTables.apart.contains { young, old in
            young.contains(audience) && !old.isDisjoint(with: audiences)
                || old.contains(audience) && !young.isDisjoint(with: audiences)
        }
    }

    /// What cannot be together in one set of publics, in words; `nil` when all of it can.
    ///
    /// - Parameter audiences: those of a person.
    public static func problem(withPerson audiences: Set<String>) -> Phrase? {
        for (young, old) in MatchTables.apart {
            guard let first = audiences.intersection(young).min(),
                let second = audiences.intersection(old).min()
            else { continue }
            let list = CodeLists.audience
            return Phrase(
                fr: "« \(list.label(first, .french)) » et « \(list.label(second, .french)) » "
                    + "s'excluent.",
                en: "\"\(list.label(first, .english))\" and \"\(list.label(second, .english))\" "
                    + "exclude each other.")
        }
        return nil
    }
}
