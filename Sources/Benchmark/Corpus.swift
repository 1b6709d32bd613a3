import Foundation
import JSON

/// Tasks whose words are spread as those of real texts: few are everywhere, most are rare. Task `n`
/// has the same texts in every run and on every machine.
enum Corpus {
  static let workspaceID = "9001"
  static let listID = "501"

  /// Tasks of one page: what a page of `GET /team/{team_id}/task` holds.
  static let pageSize = 100

  static func id(ofTask number: Int) -> String { "bench" + String(number, radix: 36) }

  static func title(ofTask number: Int) -> String { text(words: 6, seed: UInt64(number) * 2 + 1) }

  static func body(ofTask number: Int) -> String { text(words: 30, seed: UInt64(number) * 2 + 2) }

  /// A word that stands in one task of about seventy.
  static func word(_ number: Int) -> String { words[200 + number * 7919 % 200] }

  /// A word that stands in about every third task.
  static func frequentWord(_ number: Int) -> String { words[8 + number % 5] }

  /// Pages of tasks as the service answers them, one a line, for `taskledger import`.
  static func pages(ofTasks count: Int) -> some Sequence<String> {
    stride(from: 0, to: count, by: pageSize).lazy.map { start in
      let tasks = (start..<min(start + pageSize, count)).map(task)
      return JSONValue.object(["tasks": .array(tasks)]).canonicalString
    }
  }

  static let fieldID = "b0000000-0000-4000-8000-000000000001"

  /// A text field that no task has a value of.
  private static let field: JSONValue = [
    "id": .string(fieldID), "name": "Note", "type": "text", "type_config": [:],
    "date_created": "1767225600000", "hide_from_guests": false, "required": false,
  ]

  private static func task(_ number: Int) -> JSONValue {
    // The first second of 2026, in UTC; a task a second.
    let time = JSONValue.string(String(1_767_225_600_000 + number * 1_000))
    let folder: JSONValue = ["id": "401", "name": "hidden", "hidden": true, "access": true]
    return [
      "id": .string(id(ofTask: number)), "name": .string(title(ofTask: number)),
      "description": .string(body(ofTask: number)),
      "text_content": .string(body(ofTask: number)),
      "status": [
        "id": "p1_1", "status": "to do", "color": "#87909e", "orderindex": 0, "type": "open",
      ],
      "date_created": time, "date_updated": time, "date_closed": .null, "archived": false,
      "creator": [
        "id": 4001, "username": "Bench", "color": "#000000", "email": "bench@example.com",
        "profilePicture": .null,
      ],
      "assignees": [], "watchers": [], "checklists": [], "tags": [], "parent": .null,
      "priority": .null, "due_date": .null, "start_date": .null, "points": .null,
      "time_estimate": .null, "custom_fields": [field], "dependencies": [], "linked_tasks": [],
      "team_id": .string(workspaceID), "space": ["id": "301"], "folder": folder, "project": folder,
      "list": ["id": .string(listID), "name": "Bench", "access": true],
    ]
  }

  // MARK: - Words

  /// Of four syllables each, so that none is the beginning of another.
  private static let words: [String] = {
    let syllables = "bdfgklmnprstvz".flatMap { first in "aeiou".map { "\(first)\($0)" } }
    let count = UInt64(syllables.count)
    return (UInt64(0)...UInt64(vocabulary)).map { rank in
      // Knuth's multiplier: neighbours in rank look unlike each other.
      var left = rank * 2_654_435_761 % (count * count * count * count)
      return (0..<4).map { _ in
        let syllable = syllables[Int(left % count)]
        left /= count
        return syllable
      }.joined()
    }
  }()

  private static let vocabulary = 5_000

  /// The rank of a word is spread so that its logarithm is even, which is close to Zipf's law.
  private static func text(words count: Int, seed: UInt64) -> String {
    var random = SplitMix(state: seed)
    return (0..<count).map { _ in
      let share = Double(random.next() >> 11) / Double(1 << 53)
      return words[min(vocabulary, Int(pow(Double(vocabulary), share)))]
    }.joined(separator: " ")
  }
}

/// Steele, Lea and Flood's generator: a few lines, and the same everywhere.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
