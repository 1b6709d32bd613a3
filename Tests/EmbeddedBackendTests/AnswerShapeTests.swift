import APICore
import Foundation
import JSON
import Testing

@testable import EmbeddedBackend

/// Answers have the members and types that the real service was recorded with.
@Suite struct AnswerShapeTests {
  /// One recorded kind of answer, and how the same is asked here.
  struct Kind: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let method: String
    /// Matches the path of the recorded request, without its query.
    let path: String
    /// What was recorded, values replaced; null where it may be anything.
    let recorded: String
    /// More than one where the service answers in more than one shape.
    let answers: @Sendable (Sample) throws -> [JSONValue]

    func isOf(_ exchange: JSONValue, _ pattern: Regex<AnyRegexOutput>) -> Bool {
      guard exchange["request"]?["method"]?.string == method,
        exchange["response"]?["status"] == 200,
        let uri = exchange["request"]?["uri"]?.string, let url = URLComponents(string: uri)
      else { return false }
      return url.path.wholeMatch(of: pattern) != nil
    }
  }

  /// A Workspace with something of everything that was recorded.
  struct Sample {
    let workspace = TestWorkspace()
    let team: String
    let space: String
    let folder: String
    let list: String
    let task: String

    init() throws {
      let teams = try workspace.get(.getWorkspaces)["teams"]
      team = try #require(teams?[0]?["id"]?.string)
      let user = try #require(try workspace.get(.getUser)["user"]?["id"])
      let spaces = try workspace.get(.getSpaces, ["team_id": team])["spaces"]
      space = try #require(spaces?[0]?["id"]?.string)
      folder = try #require(
        try workspace.send(.createFolder, ["space_id": space], ["name": "F"])["id"]?.string)
      list = try #require(
        try workspace.send(
          .createFolderList, ["folder_id": folder],
          ["name": "L", "priority": 1, "status": "red"])["id"]?.string)
      task = try #require(
        try workspace.send(
          .createTask, ["list_id": list],
          ["name": "T", "priority": 1, "assignees": [user], "due_date": 1_769_500_000_000])["id"]?
          .string)
    }
  }

  @Test(arguments: kinds)
  func anAnswerHasTheRecordedShape(_ kind: Kind) throws {
    let recorded = try JSONValue.parse(kind.recorded)
    let answer = try #require(try kind.answers(Sample()).first)
    #expect(Self.differences(answer, recorded) == [])
  }

  private static let recordings = ProcessInfo.processInfo.environment["TASKLEDGER_SHARED"]

  /// The same against the recordings themselves, where the folder is there.
  @Test(.enabled(if: recordings != nil), arguments: kinds)
  func anAnswerHasTheShapeOfEveryRecording(_ kind: Kind) throws {
    let pattern = try Regex("/api/v2" + kind.path)
    let folder = URL(filePath: try #require(Self.recordings))
      .appending(path: "data/clickup/recorded")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    let answers = try kind.answers(Sample())
    var compared = 0
    for file in files where file.pathExtension == "json" {
      let exchanges = try JSONValue.parse(Data(contentsOf: file))
      for exchange in exchanges.array ?? [exchanges] {
        guard kind.isOf(exchange, pattern), let body = exchange["response"]?["body"] else {
          continue
        }
        compared += 1
        let nearest = answers.map { Self.differences($0, body) }.min { $0.count < $1.count }
        #expect(nearest == [], "\(file.lastPathComponent)")
      }
    }
    #expect(compared > 0)
  }

  /// Where the two differ in members or types; null and an empty array go with anything.
  private static func differences(_ answer: JSONValue, _ recorded: JSONValue, at place: String = "")
    -> [String]
  {
    switch (answer, recorded) {
    case (.null, _), (_, .null): return []
    case (.integer, .double), (.double, .integer): return []
    case (.object(let members), .object(let expected)):
      let missing = expected.keys.filter { members[$0] == nil }.map { "\(place)/\($0) is missing" }
      let extra = members.keys.filter { expected[$0] == nil }.map { "\(place)/\($0) is extra" }
      return missing.sorted() + extra.sorted()
        + expected.sorted { $0.key < $1.key }.flatMap { name, value in
          members[name].map { differences($0, value, at: "\(place)/\(name)") } ?? []
        }
    case (.array(let elements), .array(let expected)):
      guard let first = elements.first, let sample = expected.first else { return [] }
      return differences(first, sample, at: "\(place)/0")
    default:
      guard answer.typeName != recorded.typeName else { return [] }
      return ["\(place) is \(answer.typeName), recorded as \(recorded.typeName)"]
    }
  }
}
