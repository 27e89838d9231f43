// Declared: what is found in a model's memory is what a mirror finds in it.

import Shared
import Testing

private struct Halves: Model {
    static let shared = Halves()
    static let header = ModelHeader("half", fr: "moitié", en: "half", access: .territory)
    let flag = true
    let name = Field.text("name", fr: "nom", en: "name", merge: .review)
    let number: Int32 = 7
    let left = Field.text("left", fr: "gauche", en: "left", merge: .review)
    let right = Field.text("right", fr: "droite", en: "right", merge: .review)
    let names = SplitLens("name", into: "left", "right", by: " ", since: 2)
    let phone = Field.text("phone", fr: "téléphone", en: "phone").formerly("tel", since: 2)
    /// Of another model: it counts, as any stored property.
    let title = Sample.shared.title
    /// Made by nobody's declaration: it must not become a field.
    let words = ["name", "left"]
}

@Suite("Declarations in memory")
struct DeclaredTests {
    private static let models: [any Model.Type] = [
        Halves.self, Sample.self,
        Organisation.self, Service.self, Place.self, Event.self, Registration.self, Company.self,
        ContactLog.self, CompanyNeed.self, Offer.self, Application.self, Person.self,
        Permanence.self, Visit.self, Interview.self, InterviewGrid.self, Barrier.self,
        Objective.self, Skill.self, RightCheck.self, Referral.self, FollowUp.self,
        Appointment.self, Sponsorship.self, Immersion.self, Outcome.self, GuideArticle.self,
        GlossaryTerm.self, Meeting.self, RoadmapAction.self, Survey.self, SurveyAnswer.self,
        Story.self, CommuneReferent.self, Correction.self, Note.self, ReferralTie.self,
        FollowUpRule.self,
    ]

    @Test func theFieldsAreThoseThatAMirrorFinds() {
        for model in DeclaredTests.models { check(model) }
        #expect(DeclaredTests.models.count == JobSearch.schema.collections.count + 2)
    }

    @Test func splitsAreFoundToo() {
        let declared = CollectionDeclaration(Halves.self)
        #expect(declared.splits.map(\.whole) == ["name"])
        #expect(declared.fields.map(\.name) == ["name", "left", "right", "phone", "title"])
        #expect(declared.field("phone")?.key == "tel")
    }

    private func check<M: Model>(_ model: M.Type) {
        let mirrored = Mirror(reflecting: M.shared).children.compactMap {
            ($0.value as? any FieldDeclaring)?.declaration
        }
        let found = CollectionDeclaration(model).fields
        #expect(found.map(ObjectIdentifier.init) == mirrored.map(ObjectIdentifier.init))
        #expect(!found.isEmpty)
    }
}
