import SQLite

/// `taskledger ledger accept-store`: what stands at the path is the newest from here on.
enum AcceptStore {
  static func run(_ options: ProgramOptions) throws(UsageError) -> Int32 {
    let store = try Program(options).store
    do throws(SQLiteError) {
      if let head = try store.accept() {
        Output.text(
          "Accepted: \(store.path) ends at entry \(head.sequence); writes go on from there.")
      } else {
        Output.text("Accepted: there is no store at \(store.path); the next use makes a new one.")
      }
      return 0
    } catch {
      Output.error(error.sentence)
      return 1
    }
  }
}
