import Foundation
import JSON
import JSONSchema
import Testing

/// The test suite of the JSON Schema organization, run where a copy of it is at hand.
///
/// https://github.com/json-schema-org/JSON-Schema-Test-Suite. `TASKLEDGER_SCHEMA_SUITE` names the
/// folder that holds its `tests` and `remotes`.
@Suite(.enabled(if: OfficialSuite.folder != nil, "TASKLEDGER_SCHEMA_SUITE is not set"))
struct OfficialSuiteTests {
  @Test func requiredTests() throws {
    let outcome = try OfficialSuite().run("", assertsFormat: false)
    print("required: \(outcome.summary)")
    #expect(outcome.count > 0)
    #expect(outcome.misses == [])
  }

  /// What the suite calls optional, but for the formats.
  @Test func optionalTests() throws {
    let outcome = try OfficialSuite().run("optional", assertsFormat: false)
    print("optional: \(outcome.summary)")
    #expect(outcome.count > 0)
    // A schema of another draft is refused instead of being read as one, and so is an integer
    // that 64 bits do not hold.
    let other = outcome.misses.filter {
      !$0.hasPrefix("cross-draft.json") && !$0.hasPrefix("bignum.json")
    }
    #expect(other == [])
  }

  @Test func formatTests() throws {
    let outcome = try OfficialSuite().run("optional/format", assertsFormat: true)
    print("format: \(outcome.summary)")
    #expect(outcome.count > 0)
    // IDNA's rules for the inside of labels are not checked.
    let other = outcome.misses.filter {
      !$0.hasPrefix("idn-hostname.json") && !$0.hasPrefix("hostname.json: validation of A-label")
    }
    #expect(other == [])
  }
}

/// A copy of the suite on this machine.
private struct OfficialSuite {
  static var folder: String? { ProcessInfo.processInfo.environment["TASKLEDGER_SCHEMA_SUITE"] }

  struct Outcome {
    var count = 0
    var misses: [String] = []

    var summary: String {
      "\(count - misses.count) of \(count) as expected"
        + misses.map { "\n  " + $0 }.joined()
    }
  }

  private let root: URL
  private let registry: SchemaRegistry

  init() throws {
    root = URL(fileURLWithPath: try #require(Self.folder), isDirectory: true)
    var registry = SchemaRegistry()
    let remotes = root.appendingPathComponent("remotes/draft2020-12", isDirectory: true)
    for path in try FileManager.default.subpathsOfDirectory(atPath: remotes.path).sorted()
    where path.hasSuffix(".json") {
      let document = try Self.read(remotes.appendingPathComponent(path))
      try registry.register(document, at: "http://localhost:1234/draft2020-12/" + path)
    }
    self.registry = registry
  }

  /// Runs every file directly in a folder of the draft.
  func run(_ folder: String, assertsFormat: Bool) throws -> Outcome {
    let place = root.appendingPathComponent("tests/draft2020-12/" + folder, isDirectory: true)
    var outcome = Outcome()
    for name in try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
    where name.hasSuffix(".json") {
      do {
        let groups = try Self.read(place.appendingPathComponent(name)).array ?? []
        for group in groups { run(group, from: name, assertsFormat: assertsFormat, into: &outcome) }
      } catch let error as JSONReadError {
        outcome.count += 1
        outcome.misses.append("\(name): the file: \(error.message)")
      }
    }
    return outcome
  }

  private func run(
    _ group: JSONValue, from file: String, assertsFormat: Bool, into outcome: inout Outcome
  ) {
    let title = "\(file): \(group["description"]?.string ?? "")"
    let tests = group["tests"]?.array ?? []
    outcome.count += tests.count
    let schema: Schema
    do {
      schema = try Schema(
        group["schema"] ?? nil, options: Schema.Options(assertsFormat: assertsFormat),
        registry: registry)
    } catch {
      for test in tests {
        let name = test["description"]?.string ?? ""
        outcome.misses.append("\(title): \(name): \(error.pointer): \(error.message)")
      }
      return
    }
    for test in tests {
      let violations = schema.violations(of: test["data"] ?? nil)
      let isExpected = test["valid"]?.bool == violations.isEmpty
      if !isExpected {
        let found = violations.first?.message ?? "no violation"
        outcome.misses.append("\(title): \(test["description"]?.string ?? ""): \(found)")
      }
    }
  }

  private static func read(_ file: URL) throws -> JSONValue {
    try JSONValue.parse(try Data(contentsOf: file))
  }
}
