import Testing

@testable import SQLite

@Suite("What is looked at again before a write") struct TablesVersionTests {
  @Test("After VACUUM the list of migrations is read once, and not with each write")
  func vacuum() throws {
    let folder = try TemporaryFolder()
    let store = Store(notes: folder.file("store.db"))
    func work(of text: String) throws -> Int {
      let before = store.work ?? StoreWork(statements: 0, pagesWritten: 0)
      try store.add(text)
      return (try #require(store.work) - before).statements
    }
    _ = try work(of: "a")
    let usual = try work(of: "b")
    try Connection(path: folder.file("store.db")).executeScript("VACUUM")
    let first = try work(of: "c")
    #expect(first > usual)
    #expect(try work(of: "d") == usual)
  }
}
