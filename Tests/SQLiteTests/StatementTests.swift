// Statements: one at a time, reusable, honest about what they are given, and gone when dropped.

import SQLite
import Testing

@Suite struct StatementTests {
    private let folder: Folder
    private let connection: Connection

    init() throws {
        folder = try Folder()
        connection = try folder.notes()
    }

    @Test func columnsHaveNamesAndPlaces() throws {
        let row = try connection.prepare("SELECT 1 AS one, 'b' AS \"deux é\"")
        #expect(row.columnCount == 2)
        #expect(
            [row.columnName(0), row.columnName(1), row.columnName(2)] == ["one", "deux é", ""])
        #expect(try row.step())
        #expect(row.int(0) == 1 && row.string(1) == "b")
        #expect(row.isNull(2) && row.isNull(-1) && row.isNull(.max))
        #expect(try !row.step())
    }

    @Test func resetForgetsWhatWasBound() throws {
        let insert = try connection.prepare("INSERT INTO note (text) VALUES (?)")
        try insert.bind(1, "first")
        try insert.run()
        try insert.run()
        var nulls = 0
        try connection.rows("SELECT text FROM note") { row in nulls += row.isNull(0) ? 1 : 0 }
        #expect(nulls == 1)
    }

    @Test func aStatementThatFailedWorksAgain() throws {
        let insert = try connection.prepare("INSERT INTO note (id, text) VALUES (?, 'x')")
        try insert.bind(1, 1)
        try insert.run()
        try insert.bind(1, 1)
        #expect(try sqliteError { try insert.run() }.isConstraint)
        try insert.bind(1, 2)
        try insert.run()
        #expect(try connection.integer("SELECT count(*) FROM note") == 2)
    }

    @Test(arguments: [0, -1, 3, Int.max, Int.min])
    func aParameterThatDoesNotExistIsAnError(_ index: Int) throws {
        let statement = try connection.prepare("SELECT ?, ?")
        #expect(try sqliteError { try statement.bind(index, "x") }.code == 25)
    }

    @Test(arguments: ["", "  ", "-- nothing", ";", "SELECT 1; SELECT 2", "SELECT 1\0; DROP x"])
    func onlyOneStatementCanBePrepared(_ sql: String) throws {
        #expect(try sqliteError { _ = try connection.prepare(sql) }.code == 21)
        #expect(connection.statementCount == 1, "only the journal mode, in the cache")
    }

    @Test func whatFollowsAStatementMayBeEmpty() throws {
        let row = try connection.prepare("SELECT 1; -- one\n ; /* more */ ")
        #expect(try row.step())
    }

    @Test func aScriptRunsUntilItsFirstError() throws {
        let script = """
            INSERT INTO note (text) VALUES ('é;');  -- a comment; with a semicolon
            SELECT text FROM note;;
            INSERT INTO note (nothing) VALUES (1);
            INSERT INTO note (text) VALUES ('never');
            """
        #expect(try sqliteError { try connection.execute(script) }.code == 1)
        #expect(try connection.texts() == ["é;"])
        #expect(try sqliteError { try connection.execute("SELECT 1;\0 SELECT 2") }.code == 21)
        try connection.execute("")
    }

    @Test func asManyValuesAsParameters() throws {
        let sql = "INSERT INTO note (text) VALUES (?)"
        #expect(try sqliteError { try connection.run(sql) }.code == 25)
        #expect(try sqliteError { try connection.run(sql, [.null, .null]) }.code == 25)
        #expect(try connection.texts().isEmpty)
    }

    @Test func changesAreCounted() throws {
        for text in ["a", "b", "c"] { try connection.add(text) }
        #expect(connection.changes == 1 && connection.lastInsertRowID == 3)
        try connection.run("UPDATE note SET text = 'd' WHERE id > ?", [.integer(1)])
        #expect(connection.changes == 2 && connection.totalChanges == 5)
    }

    @Test func noStatementIsLeftAtTheEnd() throws {
        let before = connection.statementCount
        for index in 0..<50 {
            let statement = try connection.prepare("SELECT id FROM note WHERE id = ?")
            try statement.bind(1, index)
            _ = try statement.step()
            #expect(throws: SQLiteError.self) { try connection.prepare("SELECT nothing") }
            #expect(throws: SQLiteError.self) { try connection.execute("SELECT abs('x', 1)") }
        }
        #expect(connection.statementCount == before)
    }

    @Test func theCacheKeepsWhatIsUsedAndStaysBounded() throws {
        let one: StaticString = "SELECT 1"
        weak let used = try connection.cached(one)
        weak let unused = try connection.cached("SELECT 2")
        #expect(used != nil && unused != nil)
        for index in 0..<500 {
            _ = try connection.cached(text: "SELECT \(index) + 0")
            _ = try connection.cached(one)
        }
        #expect(connection.statementCount == 128)
        #expect(used != nil && unused == nil)
    }

    @Test func aCachedStatementIsHandedOutClean() throws {
        for text in ["a", "b"] { try connection.add(text) }
        let sql: StaticString = "SELECT text, ? FROM note ORDER BY id"
        do {
            let left = try connection.cached(sql)
            try left.bind(2 - 1, "secret")
            #expect(try left.step())
        }
        let again = try connection.cached(sql)
        #expect(try again.step())
        #expect(again.string(0) == "a" && again.isNull(1))
    }

    @Test func aCachedStatementInUseIsNotDisturbed() throws {
        for text in ["a", "b", "c"] { try connection.add(text) }
        var pairs: [String] = []
        try connection.rows("SELECT text FROM note ORDER BY id") { outer in
            try connection.rows("SELECT text FROM note ORDER BY id") { inner in
                pairs.append(outer.string(0) + inner.string(0))
            }
        }
        #expect(pairs == ["aa", "ab", "ac", "ba", "bb", "bc", "ca", "cb", "cc"])
    }

    @Test func rowsPassesOnWhatItsBodyThrows() throws {
        try connection.add("a")
        #expect(throws: Refusal(reason: "stop")) {
            try connection.rows("SELECT 1 FROM note") { _ in throw Refusal(reason: "stop") }
        }
        // A statement left on its row would keep the table from being dropped.
        try connection.execute("DROP TABLE note")
    }
}
