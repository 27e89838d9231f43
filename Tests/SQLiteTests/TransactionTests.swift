// Transactions: all or nothing, at every depth, and the error that is thrown is the one that
// happened, even when SQLite itself gives the whole transaction up.

import SQLite
import Testing

@Suite struct TransactionTests {
    private let folder: Folder
    private let connection: Connection

    init() throws {
        folder = try Folder()
        connection = try folder.notes()
    }

    @Test(arguments: [TransactionKind.deferred, .immediate])
    func whatReturnsIsCommitted(_ kind: TransactionKind) throws {
        let count = try connection.transaction(kind) {
            #expect(connection.isInTransaction)
            try connection.add("a")
            return connection.changes
        }
        #expect(count == 1 && !connection.isInTransaction)
        #expect(try folder.open(.readOnly).texts() == ["a"])
    }

    @Test func whatThrowsIsUndone() throws {
        #expect(throws: Refusal(reason: "no")) {
            try connection.transaction(.immediate) {
                try connection.add("a")
                throw Refusal(reason: "no")
            }
        }
        #expect(try connection.texts().isEmpty && !connection.isInTransaction)
    }

    @Test func aNestedTransactionUndoesOnlyItself() throws {
        try connection.transaction(.immediate) {
            try connection.add("outer")
            #expect(throws: Refusal(reason: "inner")) {
                try connection.transaction(.immediate) {
                    try connection.add("inner")
                    try connection.transaction(.deferred) { try connection.add("innermost") }
                    throw Refusal(reason: "inner")
                }
            }
            try connection.transaction(.deferred) { try connection.add("second") }
        }
        #expect(try connection.texts() == ["outer", "second"])
    }

    @Test func anOuterFailureUndoesWhatNestedOnesReturned() throws {
        #expect(throws: Refusal.self) {
            try connection.transaction(.immediate) {
                try connection.transaction(.immediate) { try connection.add("inner") }
                throw Refusal(reason: "outer")
            }
        }
        #expect(try connection.texts().isEmpty)
    }

    /// Random trees of transactions that fail or not, against a model that copies an array.
    @Test(arguments: 1...20)
    func randomNestingAgreesWithAModel(_ seed: UInt64) throws {
        var chance = SplitMix(state: seed)
        var model: [String] = []
        func play(_ depth: Int) throws {
            let before = model
            do {
                try connection.transaction(depth == 0 ? .immediate : .deferred) {
                    for _ in 0..<Int.random(in: 1...4, using: &chance) {
                        let text = "\(chance.next())"
                        if depth < 4, Bool.random(using: &chance) {
                            try? play(depth + 1)
                        } else {
                            try connection.add(text)
                            model.append(text)
                        }
                    }
                    if Int.random(in: 0..<3, using: &chance) == 0 { throw Refusal(reason: "") }
                }
            } catch {
                model = before
                throw error
            }
        }
        for _ in 0..<10 { try? play(0) }
        #expect(try connection.texts() == model)
        #expect(!connection.isInTransaction)
    }

    @Test func aCommitThatFailsIsUndone() throws {
        try connection.execute(
            """
            CREATE TABLE child (
                note INTEGER REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED) STRICT
            """)
        let error = try sqliteError {
            try connection.transaction(.immediate) {
                try connection.run("INSERT INTO child VALUES (99)")
            }
        }
        #expect(error.isConstraint && !connection.isInTransaction)
        #expect(try connection.integer("SELECT count(*) FROM child") == 0)
    }

    @Test func aTransactionThatSQLiteGaveUpIsNotContinued() throws {
        try connection.add("kept")
        try connection.execute(
            """
            CREATE TRIGGER poison BEFORE INSERT ON note WHEN new.text = 'poison'
            BEGIN SELECT RAISE(ROLLBACK, 'poisoned'); END
            """)
        let error = try sqliteError {
            try connection.transaction(.immediate) {
                try connection.add("lost")
                try? connection.transaction(.deferred) { try connection.add("poison") }
                // These would each be committed on their own.
                #expect(throws: SQLiteError.self) { try connection.add("stray") }
                #expect(throws: SQLiteError.self) { try connection.execute("DELETE FROM note") }
                #expect(throws: SQLiteError.self) {
                    try connection.transaction(.immediate) { try connection.add("stray") }
                }
            }
        }
        #expect(error.extendedCode == 516)
        #expect(try connection.texts() == ["kept"])
        try connection.transaction(.immediate) { try connection.add("after") }
        #expect(try connection.texts() == ["kept", "after"])
    }

    @Test func theErrorThatUndidEverythingIsTheOneThrown() throws {
        try connection.execute(
            """
            CREATE TRIGGER poison BEFORE INSERT ON note
            BEGIN SELECT RAISE(ROLLBACK, 'poisoned'); END
            """)
        let error = try sqliteError {
            try connection.transaction(.immediate) {
                try connection.transaction(.immediate) { try connection.add("x") }
            }
        }
        #expect(error.isConstraint && error.message == "poisoned")
    }

    @Test func aTransactionBegunByHandIsJoined() throws {
        try connection.execute("BEGIN")
        try connection.transaction(.immediate) { try connection.add("a") }
        #expect(connection.isInTransaction)
        try connection.execute("ROLLBACK")
        #expect(try connection.texts().isEmpty)
    }
}
