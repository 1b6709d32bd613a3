import APICore
import JSON
import Ledger
import SQLite
import Tools

/// `taskledger ledger list|show`: what was written, by whom and with which answer.
enum ShowLedger {
  static func list(_ options: ProgramOptions) throws(UsageError) -> Int32 {
    let query = try query(options)
    let program = try Program(options, isReadOnly: true)
    let page: LedgerPage
    do throws(LedgerRefusal) {
      guard try hasStore(program) else { return 0 }
      page = try LedgerStore(program.store).list(query)
    } catch { return failed(error) }
    if options.isOn(.json) {
      for entry in page.entries { Output.json(entry.json) }
      return 0
    }
    if page.entries.isEmpty {
      Output.text(query.isFiltered ? "Nothing fits." : "Nothing was written yet.")
      return 0
    }
    let rows = page.entries.map { entry in
      [
        entry.firstExecutedAt.iso8601, entry.operationID, entry.tool, entry.state.rawValue,
        entry.remoteID ?? "", entry.key ?? "(\(entry.keySource.rawValue))",
      ]
    }
    Output.text(Rendering.table(["EXECUTED", "OPERATION", "TOOL", "STATE", "MADE", "KEY"], rows))
    if let cursor = page.cursor {
      Output.text("\nOlder ones follow: --cursor \(cursor) shows them.")
    }
    return 0
  }

  static func show(_ name: String, _ options: ProgramOptions) throws(UsageError) -> Int32 {
    let program = try Program(options, isReadOnly: true)
    let store = LedgerStore(program.store)
    do throws(LedgerRefusal) {
      var entries = try store.entries(.operationID(name))
      if entries.isEmpty, let key = key(name) { entries = try store.entries(.key(key)) }
      guard !entries.isEmpty else {
        Output.error(
          "no write has happened under `\(name)`; `taskledger ledger list` shows what has")
        return 1
      }
      for entry in entries {
        if options.isOn(.json) {
          Output.json(entry.json)
        } else {
          Output.text(Rendering.text(of: entry.json))
        }
      }
      return 0
    } catch { return failed(error) }
  }

  private static func key(_ text: String) -> IdempotencyKey? {
    do throws(IdempotencyKey.InvalidKey) {
      return try IdempotencyKey(text)
    } catch { return nil }
  }

  private static func query(_ options: ProgramOptions) throws(UsageError) -> LedgerQuery {
    var query = LedgerQuery()
    query.limit = Int(try number(.limit, options, upTo: 10_000) ?? 20)
    query.cursor = try number(.cursor, options, upTo: Int64.max)
    query.tool = options.value(of: .byTool)
    if let text = options.value(of: .status) {
      guard let state = EntryState(rawValue: text) else {
        let known = EntryState.allCases.map(\.rawValue).joined(separator: ", ")
        throw UsageError("`--status \(text)` is none of \(known)")
      }
      query.state = state
    }
    if let text = options.value(of: .since) {
      do throws(ToolError) {
        query.since = try DateWords.start(
          of: text, argument: "--since", now: SystemClock().now(),
          in: ProcessZone.own.timeZone)
      } catch { throw UsageError(error.message) }
    }
    return query
  }

  private static func number(
    _ flag: Flag, _ options: ProgramOptions, upTo limit: Int64
  ) throws(UsageError) -> Int64? {
    guard let text = options.value(of: flag) else { return nil }
    guard let number = Int64(text), (1...limit).contains(number) else {
      throw UsageError(
        "`--\(flag.rawValue) \(text)` is not a number from 1"
          + (limit == Int64.max ? "" : " to \(limit)"))
    }
    return number
  }

  /// False, and said so, where there is no store to look at yet.
  ///
  /// - Throws: where there was one: it is lost.
  static func hasStore(_ program: Program) throws(LedgerRefusal) -> Bool {
    do throws(SQLiteError) {
      guard try program.store.isAbsent() else { return true }
    } catch { throw LedgerRefusal(store: error) }
    Output.error("nothing was written yet: there is no store at \(program.store.path)")
    return false
  }

  static func failed(_ refusal: LedgerRefusal) -> Int32 {
    Output.error("\(refusal.code.rawValue): \(refusal.detail ?? refusal.message)")
    return 1
  }
}

extension LedgerQuery {
  fileprivate var isFiltered: Bool {
    since != nil || tool != nil || state != nil || cursor != nil
  }
}
