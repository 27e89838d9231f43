// Barriers, objectives and interviews on a device.

import Shared
import Testing

@testable import ClientCore

@Suite("A person's path on a device")
struct PathwayTests {
    @Test("a barrier, its objective and their ends are dated, and end once")
    func barriers() throws {
        let day = try DayStore()
        let pathways = Pathways(day.store)
        let person = try day.person("Yasmine")
        let barrier = try pathways.add("langue", of: person)
        #expect(day.code { try pathways.add("langue", of: person) } == "barrier_noted_already")
        let objective = try pathways.aim("Un cours du soir", at: barrier)
        #expect(try day.store.record(Barrier.self, barrier)?.state == "en-cours")
        try pathways.end(objective: objective, isReached: true)
        try pathways.end(barrier, isOvercome: true)
        #expect(day.code { try pathways.end(barrier, isOvercome: false) } == "pathway_ended")
        #expect(
            day.code { try pathways.end(objective: objective, isReached: false) }
                == "pathway_ended")
        #expect(
            try day.store.record(Barrier.self, barrier)?.resolvedOn == day.store.instant.day)
        // What came back is noted anew, and stands first.
        let again = try pathways.add("langue", of: person)
        let steps = try pathways.steps(of: person)
        #expect(steps.map(\.barrier?.record.id) == [again, barrier])
        #expect(steps.last?.objectives.map(\.record.id) == [objective])
        #expect(try day.store.records("barrier").count == 2)
    }

    @Test("answers stay with the version that they were given on")
    func interviews() throws {
        let day = try DayStore()
        let interviews = Interviews(day.store)
        let person = try day.person("Yasmine")
        #expect(day.code { try interviews.note(person: person, []) } == "no_interview_form")
        #expect(day.code { try interviews.revise(nil, []) } == "form_without_question")
        let line = InterviewForm.Line.init(key:text:)
        let first = try interviews.revise(
            nil, name: "Premier entretien",
            [line("situation", "Votre situation ?"), line("mobilite", "Le permis ?")])
        let interview = try interviews.note(person: person, [line("mobilite", "Oui.")])
        let second = try interviews.revise(
            first, [line("mobilite", "Comment venez-vous ?"), line("situation", "")])
        #expect(try interviews.form().record.id == second)
        #expect(try interviews.forms().count == 1)
        let held = try interviews.answers(of: interview)
        #expect(held.map(\.question.text) == ["Votre situation ?", "Le permis ?"])
        #expect(held.map(\.answer) == [nil, "Oui."])
        // Completed on its own version, whose question the one in use no longer has.
        try interviews.complete(interview, [line("situation", "En recherche.")])
        #expect(try interviews.answers(of: interview).map(\.answer) == ["En recherche.", "Oui."])
        let before = try day.store.record("interview", interview)?.fields
        #expect(
            day.code { try interviews.complete(interview, [line("autre", "x")]) }
                == "no_such_question")
        #expect(try day.store.record("interview", interview)?.fields == before)
        #expect(try day.store.record(Interview.self, interview)?.gridVersion == 1)
    }

    @Test("a report counts a period's days, people once, and no small number")
    func report() throws {
        let day = try DayStore()
        let permanences = Permanences(day.store)
        let id = try permanences.open()
        let people = try (0..<6).map { try day.person("P\($0)") }
        for person in people + people { _ = try permanences.note(in: id, person: person) }
        try permanences.count(4, in: id)
        let today = day.store.instant.day
        let report = try Activity(day.store).report(from: today, through: today)
        #expect(report.permanences == 1 && report.visits == .count(16))
        #expect(report.people == .count(6) && report.interviews == .count(0))
        let other = try Activity(day.store).report(
            from: today.adding(days: 1), through: today.adding(days: 2))
        #expect(other.permanences == 0 && other.visits == .count(0))
        #expect(
            day.code {
                _ = try Activity(day.store).report(from: today, through: today.adding(days: -1))
            } == "period_backwards")
    }
}
