// MatcherTests: the laws of the first orientation, over profiles and candidates from chance.

import Testing

@testable import Shared

/// Profiles and candidates from chance, of the code lists' own codes.
struct RandomMatching {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    static let today = CalendarDate("2026-11-27") ?? CalendarDate(daysSince1970: 0)
    static let now = Instant("2026-11-27T10:00:00Z") ?? Instant(milliseconds: 0)

    mutating func number(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
    mutating func pick<T>(_ list: [T]) -> T { list[number(list.count)] }
    mutating func some(_ list: CodeList, atMost count: Int) -> [String] {
        let codes = list.entries.map(\.code)
        return (0..<number(count + 1)).map { _ in pick(codes) }
    }

    mutating func position() -> Coordinates? {
        number(4) == 0
            ? nil
            : Coordinates(
                latitude: 48.3 + Double(number(300)) / 1000,
                longitude: -4.6 + Double(number(300)) / 1000)
    }

    mutating func profile() -> MatchProfile {
        MatchProfile(
            audiences: Set(some(CodeLists.audience, atMost: 3)),
            needs: Set(some(CodeLists.need, atMost: 3)),
            barriers: Set(some(CodeLists.barrier, atMost: 3)),
            languages: Set(some(CodeLists.language, atMost: 2)),
            occupations: (0..<number(3)).map { _ in pick(["K2204", "K2201", "cuisinier", "A1"]) },
            skills: number(2) == 0 ? [] : ["K2204"],
            birthYear: number(3) == 0 ? nil : 1955 + number(55),
            commune: pick([nil, "29019", "29075"]), qpv: pick([nil, "QN02901M"]),
            position: position())
    }

    mutating func candidate(_ index: Int) -> MatchCandidate {
        let kind = pick(MatchCandidate.Kind.allCases)
        var candidate = MatchCandidate(
            kind, RecordID(high: 1, low: UInt64(index)),
            title: pick(["Aide", "Cuisinier", "Atelier CV", "Forum"]))
        candidate.actionKind = pick(
            [nil] + CodeLists.actionKind.entries.map(\.code)
                + CodeLists.placeKind.entries.map(\.code))
        candidate.audiences = some(CodeLists.audience, atMost: 2)
        candidate.themes = some(CodeLists.need, atMost: 3)
        candidate.languages = some(CodeLists.language, atMost: 2)
        candidate.fee = pick([nil, "gratuit", "payant", "sous-condition"])
        candidate.commune = pick([nil, "29019", "29075"])
        candidate.coveredCommunes = pick([[], ["29019"], ["29075"]])
        candidate.position = position()
        candidate.isForDisabled = number(3) == 0
        candidate.rome = kind == .offer ? pick([nil, "K2204", "K2201", "M1805"]) : nil
        candidate.contractType = kind == .offer ? pick([nil, "CDI", "DDI"]) : nil
        candidate.state = pick([
            nil, "publie", "prevu", "ouverte", "annule", "expiree", "brouillon",
        ])
        let day = CalendarDate(daysSince1970: RandomMatching.today.daysSince1970 + number(60) - 20)
        if kind == .event { candidate.startsOn = day }
        if kind == .offer, number(2) == 0 { candidate.endsOn = day }
        return candidate
    }
}

struct MatcherTests {
    private static let seeds = Array(1...12) as [UInt64]

    private func world(
        _ seed: UInt64
    ) -> (random: RandomMatching, profile: MatchProfile, candidates: [MatchCandidate]) {
        var random = RandomMatching(seed: seed)
        let profile = random.profile()
        return (random, profile, (0..<120).map { random.candidate($0) })
    }

    private func matcher(_ profile: MatchProfile) -> Matcher {
        Matcher(profile, now: RandomMatching.now, today: RandomMatching.today)
    }

    @Test(arguments: seeds) func theOrderOfTheInputDoesNotMatter(seed: UInt64) {
        var (random, profile, candidates) = world(seed)
        let first = matcher(profile).rank(candidates)
        candidates.shuffle(using: &random.random)
        #expect(matcher(profile).rank(candidates) == first)
    }

    @Test(arguments: seeds) func reasonsAccountForTheWholeScore(seed: UInt64) {
        let (_, profile, candidates) = world(seed)
        for match in matcher(profile).rank(candidates) {
            #expect(match.score == match.reasons.reduce(0) { $0 + $1.points })
            #expect(match.reasons.allSatisfy { $0.points > 0 })
            for phrase in match.reasons.map(\.phrase) + match.gaps.map(\.phrase) {
                #expect(!phrase.french.isEmpty && !phrase.english.isEmpty)
            }
        }
    }

    @Test(arguments: seeds) func nothingThatIsForOthersStandsAboveWhatIsOpen(seed: UInt64) {
        let (_, profile, candidates) = world(seed)
        let standings = matcher(profile).rank(candidates).map(\.standing)
        #expect(standings == standings.sorted())
    }

    @Test(arguments: seeds) func whatIsOverNeverAppears(seed: UInt64) {
        let (_, profile, candidates) = world(seed)
        let today = RandomMatching.today
        for match in matcher(profile).rank(candidates) {
            let candidate = match.candidate
            #expect(candidate.endsOn.map { $0 >= today } ?? true)
            if candidate.kind == .event { #expect(candidate.startsOn.map { $0 >= today } ?? false) }
            let over: [String?] =
                switch candidate.kind {
                case .event: ["annule", "passe"]
                case .offer: ["pourvue", "retiree", "expiree"]
                case .service, .place: ["brouillon", "archive"]
                }
            #expect(!over.contains(candidate.state))
        }
    }

    /// Makes one more condition of a candidate hold.
    private func improve(
        _ candidate: inout MatchCandidate, for profile: MatchProfile, _ random: inout RandomMatching
    ) {
        switch random.number(7) {
        case 0: if let need = profile.needs.min() { candidate.themes.append(need) }
        case 1: if let audience = profile.audiences.min() { candidate.audiences.append(audience) }
        case 2: if let language = profile.languages.min() { candidate.languages.append(language) }
        case 3: candidate.position = profile.position ?? candidate.position
        case 4: candidate.commune = profile.commune ?? candidate.commune
        case 5:
            if let rome = profile.occupations.first(where: { $0 == "K2204" }) {
                candidate.rome = rome
            }
        default:
            candidate.fee = "gratuit"
            candidate.coveredCommunes = []
        }
    }

    @Test(arguments: seeds) func aMetConditionNeverLowersARank(seed: UInt64) throws {
        var (random, profile, candidates) = world(seed)
        let matcher = self.matcher(profile)
        for _ in 0..<60 {
            let index = random.number(candidates.count)
            let before = matcher.rank(candidates)
            guard let rank = before.firstIndex(where: { $0.candidate.id == candidates[index].id })
            else { continue }
            improve(&candidates[index], for: profile, &random)
            let after = matcher.rank(candidates)
            let better = try #require(
                after.firstIndex { $0.candidate.id == candidates[index].id },
                "what was shown is shown no more")
            #expect(better <= rank)
        }
    }

    @Test func aSilentProfileSeesWhatIsOpenAndNear() throws {
        let here = try #require(Coordinates(latitude: 48.39, longitude: -4.48))
        var near = RandomMatching(seed: 1).plain(.service, "près", 1)
        near.position = here
        var far = RandomMatching(seed: 1).plain(.service, "loin", 2)
        far.position = Coordinates(latitude: 48.6, longitude: -4.48)
        let unknown = RandomMatching(seed: 1).plain(.service, "sans position", 3)
        let ranks = matcher(MatchProfile(position: here)).rank([unknown, far, near])
        #expect(ranks.map(\.candidate.title) == ["près", "loin", "sans position"])
        // Once something is looked for, what has nothing to do with it is left out.
        #expect(matcher(MatchProfile(needs: ["garde"], position: here)).rank([near, far]).isEmpty)
    }

    @Test func publicsFollowFromAgeAndNeighbourhood() {
        var young = RandomMatching(seed: 1).plain(.service, "a", 1)
        young.audiences = ["jeunes"]
        let matcher = { (profile: MatchProfile) in self.matcher(profile).match(young) }
        #expect(matcher(MatchProfile(birthYear: 2006)).standing == .eligible)
        #expect(matcher(MatchProfile(birthYear: 1970)).standing == .excluded)
        #expect(matcher(MatchProfile(audiences: ["seniors"])).standing == .excluded)
        #expect(matcher(MatchProfile()).standing == .toCheck)
        #expect(
            matcher(MatchProfile(audiences: ["jeunes-sans-emploi-formation"])).standing == .eligible
        )
        var area = RandomMatching(seed: 1).plain(.service, "b", 2)
        area.audiences = ["habitants-qpv"]
        #expect(self.matcher(MatchProfile(qpv: "QN02901M")).match(area).standing == .eligible)
        #expect(
            AudienceRules.problem(withPerson: ["jeunes", "seniors"]) != nil
                && AudienceRules.problem(withPerson: ["jeunes", "femmes"]) == nil)
    }

    @Test func occupationsAreComparedByCodeFamilyAndWords() {
        var offer = RandomMatching(seed: 1).plain(
            .offer, "Cuisinier / Cuisinière de collectivité", 1)
        offer.rome = "G1602"
        func reasons(_ sought: String) -> [MatchCriterion] {
            matcher(MatchProfile(occupations: [sought])).match(offer).reasons.map(\.criterion)
        }
        #expect(reasons("G1602") == [.occupation])
        #expect(reasons("G1603") == [.occupationFamily])
        #expect(reasons("cuisinière") == [.occupationWords])
        #expect(reasons("CUISINIER en collectivité") == [.occupationWords])
        #expect(reasons("serveuse") == [])
        #expect(reasons("de") == [])
    }

    @Test func everyCodeOfTheTablesExists() {
        let needs = Set(CodeLists.need.entries.map(\.code))
        let audiences = Set(CodeLists.audience.entries.map(\.code))
        #expect(MatchTables.needs.keys.allSatisfy { CodeLists.barrier.contains($0) })
        #expect((MatchTables.needs.values.flatMap(\.self)).allSatisfy { needs.contains($0) })
        #expect((MatchTables.kinds.values.flatMap(\.self)).allSatisfy { needs.contains($0) })
        #expect(
            MatchTables.kinds.keys.allSatisfy {
                CodeLists.actionKind.contains($0) || CodeLists.placeKind.contains($0)
            })
        #expect(
            MatchTables.within.allSatisfy { line in
                audiences.contains(line.key) && line.value.isSubset(of: audiences)
            })
        #expect(MatchTables.ages.keys.allSatisfy { audiences.contains($0) })
        #expect(MatchTables.byAge.allSatisfy { audiences.contains($0.audience) })
        #expect(MatchTables.integrationContracts.allSatisfy { CodeLists.contractType.contains($0) })
        let weights = MatchWeights.standard
        #expect(weights.points.values.allSatisfy { $0 > 0 })
        #expect(weights.distances.map(\.metres) == weights.distances.map(\.metres).sorted())
        #expect(weights.distances.map(\.points) == weights.distances.map(\.points).sorted(by: >))
        #expect(weights.days.map(\.points) == weights.days.map(\.points).sorted(by: >))
    }
}

extension RandomMatching {
    func plain(_ kind: MatchCandidate.Kind, _ title: String, _ number: UInt64) -> MatchCandidate {
        MatchCandidate(kind, RecordID(high: 2, low: number), title: title)
    }
}
