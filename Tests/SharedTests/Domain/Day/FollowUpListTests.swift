// That the list of follow-ups depends on the facts alone, and what each reason asks for.

import Shared
import Testing

@Suite("Follow-ups")
struct FollowUpListTests {
    /// Monday 9 March 2026.
    private static let today =
        CalendarDate(year: 2026, month: 3, day: 9)
        ?? CalendarDate(
            daysSince1970: 0)
    private static let now = Instant("2026-03-09T10:00:00Z") ?? Instant(milliseconds: 0)

    private static func id(_ number: UInt64, made day: CalendarDate? = nil) -> RecordID {
        let milliseconds = UInt64((day ?? today).daysSince1970) * 86_400_000
        return RecordID(high: milliseconds << 16 | 0x7000, low: number)
    }

    private static func day(_ offset: Int) -> CalendarDate { today.adding(days: offset) }

    private static func at(_ offset: Int) -> Instant {
        Instant(milliseconds: Int64(day(offset).daysSince1970) * 86_400_000 + 36_000_000)
    }

    private static func facts() -> FollowUpFacts { FollowUpFacts(today: today, now: now) }

    /// Facts of every kind, drawn from a seed; some are about the same people and records.
    private static func facts(seed: UInt64) -> FollowUpFacts {
        var random = SeededGenerator(seed: seed)
        func some<T>(_ list: [T], _ random: inout SeededGenerator) -> T? {
            list.randomElement(using: &random)
        }
        let people = (0..<6).map { id(UInt64($0), made: day(-200 + 30 * $0)) }
        var facts = facts()
        for (index, person) in people.enumerated() {
            facts.people.append(
                FollowUpFacts.Person(
                    id: person,
                    lastMetOn: index % 3 == 0
                        ? nil : day(-Int.random(in: 0..<200, using: &random))))
        }
        for number in 0..<30 as Range<UInt64> {
            let person = some(people, &random) ?? people[0]
            let offset = Int.random(in: -40..<20, using: &random)
            facts.appointments.append(
                FollowUpFacts.Appointment(
                    id: id(100 + number), person: person, startsAt: at(offset),
                    state: some(["prevu", "absent", "honore", "annule", nil], &random) ?? nil))
            facts.silences.append(
                FollowUpFacts.Silence(
                    referral: id(200 + number), isReceived: Bool.random(using: &random),
                    person: Bool.random(using: &random) ? person : nil, answerBy: day(offset)))
            facts.attendances.append(
                FollowUpFacts.Attendance(
                    registration: id(300 + number), event: id(400 + number % 3), person: person,
                    day: day(offset)))
            facts.rights.append(
                FollowUpFacts.Right(
                    id: id(500 + number), person: person,
                    right: some(["rsa", "css"], &random) ?? "rsa",
                    state: some(["a-verifier", "demande", "ouvert"], &random), day: day(offset)))
            facts.noted.append(
                FollowUpFacts.Noted(
                    id: id(600 + number),
                    kind: some(["perdue-de-vue", "rdv-manque", "relance"], &random) ?? "relance",
                    subject: some(
                        [nil, FollowUpSubject(person), FollowUpSubject(id(100 + number))],
                        &random) ?? nil,
                    state: some(["a-faire", "faite", "reportee", "abandonnee"], &random),
                    dueOn: day(offset), doneOn: day(-Int.random(in: 0..<120, using: &random))))
        }
        facts.outcomes.append(FollowUpFacts.Outcome(person: people[1], event: id(401)))
        facts.open = [OpenPermanence(id: id(700), openedAt: at(-2))]
        return facts
    }

    @Test("the same facts in any order, and given twice, make the same list")
    func order() {
        for seed in 0..<100 as Range<UInt64> {
            let facts = Self.facts(seed: seed)
            let list = FollowUpList.lines(of: facts)
            var random = SeededGenerator(seed: seed + 1_000)
            var shuffled = facts
            shuffled.people = (facts.people + facts.people.prefix(2)).shuffled(using: &random)
            shuffled.appointments.shuffle(using: &random)
            shuffled.silences = (facts.silences + facts.silences).shuffled(using: &random)
            shuffled.attendances = (facts.attendances + facts.attendances.prefix(9)).shuffled(
                using: &random)
            shuffled.outcomes.shuffle(using: &random)
            shuffled.rights = (facts.rights + facts.rights.prefix(9)).shuffled(using: &random)
            shuffled.noted.shuffle(using: &random)
            #expect(FollowUpList.lines(of: shuffled) == list, "\(seed)")
            #expect(!list.isEmpty && list.map(\.urgency) == list.map(\.urgency).sorted())
            let keys = list.map { "\($0.kind) \($0.subject)" }
            #expect(Set(keys).count == keys.count)
        }
    }

    @Test("nobody is lost who was met, is expected, or about whom it was done not long ago")
    func lost() {
        let person = Self.id(1, made: Self.day(-300))
        func kinds(
            met: Int? = -91, appointment: Int? = nil, noted: FollowUpFacts.Noted? = nil
        ) -> [String] {
            var facts = Self.facts()
            facts.people = [
                FollowUpFacts.Person(id: person, lastMetOn: met.map(Self.day))
            ]
            if let appointment {
                facts.appointments = [
                    FollowUpFacts.Appointment(
                        id: Self.id(2), person: person, startsAt: Self.at(appointment),
                        state: "prevu")
                ]
            }
            if let noted { facts.noted = [noted] }
            return FollowUpList.lines(of: facts).map(\.kind)
        }
        #expect(kinds() == ["perdue-de-vue"])
        #expect(kinds(met: nil) == ["perdue-de-vue"])
        #expect(kinds(met: -89) == [])
        #expect(kinds(met: -90) == ["perdue-de-vue"])
        #expect(kinds(appointment: 3) == [])
        func noted(_ state: String, due: Int? = nil, done: Int? = nil) -> FollowUpFacts.Noted {
            FollowUpFacts.Noted(
                id: Self.id(9), kind: "perdue-de-vue", subject: FollowUpSubject(person),
                state: state, dueOn: due.map(Self.day), doneOn: done.map(Self.day))
        }
        #expect(kinds(noted: noted("faite", done: -5)) == [])
        #expect(kinds(noted: noted("faite", done: -90)) == ["perdue-de-vue"])
        #expect(kinds(noted: noted("reportee", due: 1)) == [])
        #expect(kinds(noted: noted("reportee", due: 0)) == ["perdue-de-vue"])
        #expect(kinds(noted: noted("abandonnee")) == [])
        // What is done about another reason is no answer to this one.
        var other = noted("faite", done: 0)
        other.kind = "rdv-manque"
        #expect(kinds(noted: other) == ["perdue-de-vue"])
    }

    @Test("a missed appointment asks until the person is met, or is to be")
    func missed() {
        let person = Self.id(1)
        func kinds(_ state: String?, then later: (Int, String)? = nil) -> [String] {
            var facts = Self.facts()
            facts.appointments = [
                FollowUpFacts.Appointment(
                    id: Self.id(2), person: person, startsAt: Self.at(-5), state: state)
            ]
            if let later {
                facts.appointments.append(
                    FollowUpFacts.Appointment(
                        id: Self.id(3), person: person, startsAt: Self.at(later.0),
                        state: later.1))
            }
            return FollowUpList.lines(of: facts).map(\.kind)
        }
        #expect(kinds("absent") == ["rdv-manque"])
        #expect(kinds("prevu") == ["rdv-manque"] && kinds(nil) == ["rdv-manque"])
        #expect(kinds("honore") == [] && kinds("annule") == [] && kinds("excuse") == [])
        #expect(kinds("absent", then: (2, "prevu")) == [])
        #expect(kinds("absent", then: (-2, "honore")) == [])
        #expect(kinds("absent", then: (2, "annule")) == ["rdv-manque"])
        #expect(kinds("absent", then: (-10, "honore")) == ["rdv-manque"])
    }

    @Test("an answer that is owed asks at once, and one that is waited for when its day is over")
    func silence() {
        func lines(_ isReceived: Bool, answerBy offset: Int?) -> [FollowUpLine] {
            var facts = Self.facts()
            facts.silences = [
                FollowUpFacts.Silence(
                    referral: Self.id(1, made: Self.day(-3)), isReceived: isReceived,
                    person: nil, answerBy: offset.map(Self.day))
            ]
            return FollowUpList.lines(of: facts)
        }
        // Sent: until its day is over the other side has time.
        #expect(lines(false, answerBy: 0).isEmpty && lines(false, answerBy: nil).isEmpty)
        #expect(lines(false, answerBy: -1).map(\.urgency) == [.week])
        #expect(lines(false, answerBy: -1).first?.why.french.contains("sans réponse") == true)
        // Received: it is owed from the first day, and urgent once it is late.
        #expect(lines(true, answerBy: 0).map(\.urgency) == [.week])
        #expect(lines(true, answerBy: -1).map(\.urgency) == [.today])
        #expect(lines(true, answerBy: nil).map(\.dueOn) == [Self.day(-3)])
    }

    @Test("what is urgent comes first, whatever has been due for longer")
    func urgencyFirst() {
        var facts = Self.facts()
        facts.people = [FollowUpFacts.Person(id: Self.id(1), lastMetOn: Self.day(-400))]
        facts.appointments = [
            FollowUpFacts.Appointment(
                id: Self.id(2), person: Self.id(3), startsAt: Self.at(-30), state: "absent")
        ]
        facts.noted = [
            FollowUpFacts.Noted(
                id: Self.id(4), kind: "relance", subject: nil, state: "a-faire", dueOn: Self.day(0))
        ]
        let lines = FollowUpList.lines(of: facts)
        #expect(lines.map(\.kind) == ["relance", "rdv-manque", "perdue-de-vue"])
        #expect(lines.map(\.urgency) == [.today, .week, .later])
    }

    @Test("the last word on a right counts, and what is open or refused asks nothing")
    func rights() {
        func kinds(_ states: [(String, Int)]) -> [CalendarDate] {
            var facts = Self.facts()
            facts.rights = states.enumerated().map { index, state in
                FollowUpFacts.Right(
                    id: Self.id(10 + UInt64(index)), person: Self.id(1), right: "rsa",
                    state: state.0, day: Self.day(state.1))
            }
            return FollowUpList.lines(of: facts).map(\.dueOn)
        }
        #expect(kinds([("a-verifier", -30)]) == [Self.day(0)])
        #expect(kinds([("demande", -29)]).isEmpty && kinds([("ouvert", -60)]).isEmpty)
        #expect(kinds([("a-verifier", -90), ("ouvert", -40)]).isEmpty)
        #expect(kinds([("ouvert", -90), ("demande", -40)]) == [Self.day(-10)])
    }

    @Test("a permanence that was left open asks today; one that is held does not")
    func leftOpen() {
        func lines(_ opened: Int?, ends: Int? = nil) -> [FollowUpLine] {
            var facts = Self.facts()
            let at = { (hours: Int) in
                Instant(milliseconds: Self.now.milliseconds + Int64(hours) * 3_600_000)
            }
            facts.open = [
                OpenPermanence(id: Self.id(1), openedAt: opened.map(at), endsAt: ends.map(at))
            ]
            return FollowUpList.lines(of: facts)
        }
        #expect(lines(-12).isEmpty && lines(-20, ends: 2).isEmpty)
        #expect(lines(-13).map(\.urgency) == [.today] && lines(nil).count == 1)
        #expect(lines(-20, ends: -13).map(\.kind) == ["permanence-ouverte"])
    }

    @Test("a week is full across organisations, of which only the days are told")
    func overload() {
        let person = Self.id(1)
        func lines(here: Int, elsewhere: [Int], week: Int = 0) -> [FollowUpLine] {
            var facts = Self.facts()
            facts.appointments = (0..<here).map {
                FollowUpFacts.Appointment(
                    id: Self.id(10 + UInt64($0)), person: person,
                    startsAt: Self.at(week * 7 + $0 % 7), state: "confirme")
            }
            facts.daysElsewhere = [person: elsewhere.map { Self.day(week * 7 + $0) }]
            return FollowUpList.lines(of: facts)
        }
        #expect(lines(here: 4, elsewhere: []).isEmpty)
        #expect(lines(here: 5, elsewhere: []).map(\.kind) == ["surcharge-rdv"])
        let both = lines(here: 3, elsewhere: [0, 6])
        #expect(both.map(\.subject) == [FollowUpSubject(person, week: Self.today)])
        #expect(both.first?.why.french.contains("dont 2 ailleurs") == true)
        #expect(lines(here: 4, elsewhere: [7]).isEmpty)
        // A week that is over asks nothing of this kind.
        #expect(!lines(here: 6, elsewhere: [], week: -1).contains { $0.kind == "surcharge-rdv" })
    }

    @Test("a subject reads what it writes, and nothing else")
    func subjects() {
        for subject in [FollowUpSubject(Self.id(1)), FollowUpSubject(Self.id(2), week: Self.today)]
        {
            #expect(FollowUpSubject(subject.description) == subject)
        }
        for text in ["", "x", "\(Self.id(1))/", "\(Self.id(1))/2026-02-30", "/2026-03-09"] {
            #expect(FollowUpSubject(text) == nil, "\(text)")
        }
        for offset in -800..<800 {
            let monday = Self.day(offset).monday
            #expect(Self.day(offset).daysSince1970 - monday.daysSince1970 == (offset % 7 + 7) % 7)
        }
    }
}
