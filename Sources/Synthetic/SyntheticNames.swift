// SyntheticNames: names that nobody has, put together from syllables, and the dice they come from.

import Shared

/// Draws from a seed, always the same.
package struct Dice: Sendable {
    private var random: SeededGenerator

    /// Dice of a seed.
    package init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// A number below a bound, which is at least 1.
    package mutating func number(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

    /// One of a list, which has some.
    package mutating func pick<T>(_ list: [T]) -> T { list[number(list.count)] }

    /// Whether something happens that happens so many times in a hundred.
    package mutating func happens(_ percent: Int) -> Bool { number(100) < percent }

    /// Different ones of a list.
    package mutating func some<T: Hashable>(_ list: [T], atMost count: Int) -> [T] {
        var result: [T] = []
        for _ in 0..<number(count + 1) {
            let next = pick(list)
            if !result.contains(next) { result.append(next) }
        }
        return result
    }
}

/// Names that nobody has.
package enum SyntheticNames {
    /// Given names as people have them.
    package static let given = [
        "Amina", "Loïc", "Fatou", "Zoé", "Karim", "Maëlle", "Jean-Marc", "Inès", "Théo", "Aïcha",
        "Noé", "Chloé", "Moussa", "Léa", "Étienne", "Nadia", "Gaël", "Françoise", "Ibrahim", "Anne",
    ]

    /// Streets as towns have them.
    package static let streets = [
        "rue de la Mairie", "boulevard des Essais", "allée des Ormes", "place du Marché",
        "rue du Puits", "avenue de l'Exemple", "chemin des Prés", "rue de l'Église",
    ]

    private static let particles = ["", "", "", "", "Le ", "De ", "Ben "]
    private static let heads = [
        "Ker", "Val", "Mor", "Tré", "Bel", "Dou", "Fon", "Gar", "Lan", "Pen", "Sar", "Vil",
    ]
    private static let middles = ["a", "e", "i", "o", "ou", "é", "an", "en"]
    private static let tails = [
        "drouc", "vignol", "messac", "tibert", "zonnec", "rivard", "ldumont", "bassol", "quentec",
    ]

    /// A family name; with particles and hyphens, as entering them in a hurry makes duplicates.
    package static func family(_ dice: inout Dice) -> String {
        let name = dice.pick(particles) + word(&dice)
        return dice.happens(8) ? "\(name)-\(word(&dice))" : name
    }

    /// The name of a place that is on no map.
    package static func town(_ dice: inout Dice) -> String {
        let tail = dice.pick(["", "", "-sur-Fiction", "-les-Essais", "-le-Modèle"])
        return word(&dice) + tail
    }

    private static func word(_ dice: inout Dice) -> String {
        dice.pick(heads) + dice.pick(middles) + dice.pick(tails)
    }

    /// A telephone number that the regulator keeps for works of fiction (ARCEP, decision
    /// 2018-0881).
    package static func phone(_ dice: inout Dice, isMobile: Bool) -> String {
        let last = (0..<4).map { _ in String(dice.number(10)) }
        return (isMobile ? "06 39 98 " : "02 61 91 ") + "\(last[0])\(last[1]) \(last[2])\(last[3])"
    }
}
