import JSON
import Testing

/// A crowd on the embedded backend: tasks are made.
struct EmbeddedSubject: CrowdSubject {
  let store: String
  let largestBurst = 12

  static func key(_ number: Int) -> String { "once-\(number)-of-many" }

  /// Every other one empties the write-ahead log after each group of requests, so that checkpoints
  /// and commits of others meet all the time, and kills meet both.
  func start(_ random: inout SeededGenerator) throws -> ServerProcess {
    try ServerProcess(
      ["--store", store],
      environment: Bool.random(using: &random) ? ["TASKLEDGER_CHECKPOINT_BYTES": "0"] : [:])
  }

  func request(_ number: Int) -> String { AtMostOnceTests.create(number, id: Int64(number)) }

  /// Effect and row commit together: what they are at the end says it all.
  func take(_ answer: JSONValue, to number: Int) throws -> Bool {
    if answer["result"] != nil { return true }
    // The only refusal that may come up, and it says that nothing was done.
    try #require(CrashTests.code(answer) == "ledger_busy", "\(answer.canonicalString)")
    return false
  }

  var integrity: String { get throws { try StoreInspection(store).integrity } }
}

extension Crowd where Subject == EmbeddedSubject {
  var busy: Int { refusals["ledger_busy", default: 0] }

  /// One effect and one row a key, and each answer told of them.
  func verify() throws {
    let inspection = try StoreInspection(subject.store)
    let numbers = 1...size.keys
    #expect(try inspection.integrity == "ok")
    #expect(try inspection.taskNames == numbers.map { "Task \($0)" }.sorted())
    #expect(try inspection.keys == numbers.map(Subject.key).sorted())
    #expect(outputs.keys.sorted() == Array(numbers))
    for (number, count) in executed {
      #expect(count == 1, "key \(number) was executed \(count) times")
    }
    let list = try CommandLineTests.run(
      "--store", subject.store, "--json", "--limit", "10000", "ledger", "list")
    let entries = try list.output.split(separator: "\n").map { try JSONValue.parse(String($0)) }
    #expect(entries.compactMap { $0["idempotency_key"]?.string }.sorted() == (try inspection.keys))
    for entry in entries {
      let key = entry["idempotency_key"]?.string ?? ""
      let output = outputs.first { Subject.key($0.key) == key }?.value
      #expect(entry["output"] == output, "\(key)")
    }
  }
}
