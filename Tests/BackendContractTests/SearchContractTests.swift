import APICore
import JSON
import Testing

/// Which words find which tasks, over both backends.
@Suite struct SearchContractTests {
  private static let names = [
    "Квартальный отчёт", "отчеты партнёров", "мой дом", "мои дома", "Don’t panic", "Straße sperren",
    "Οδυσσεύς", "İstanbul, ılıca", "ofﬁce ﬂoor", "Ｆｕｌｌ Ｗｉｄｔｈ", "e\u{301}tude in C++", "Łódź, cœur",
    "2024–2026 “plan”", "한국어 문서", "来週の出張", "ﾊﾝｶｸ", "が", "co\u{AD}operate", "हिन्दी भाषा",
    "🚀 launch", "xa-b",
  ]

  private static let found: [(query: String, names: [String])] = [
    ("отчет", ["Квартальный отчёт", "отчеты партнёров"]), ("ОТЧЁТЫ", ["отчеты партнёров"]),
    ("партнеров", ["отчеты партнёров"]), ("чет", []), ("мой", ["мой дом"]), ("мои", ["мои дома"]),
    ("МОИ\u{306}", ["мой дом"]), ("don't", ["Don’t panic"]), ("DON’T", ["Don’t panic"]),
    ("donʼt", ["Don’t panic"]), ("dont", []), ("strasse", ["Straße sperren"]),
    ("STRAẞE", ["Straße sperren"]), ("οδυσσευς", ["Οδυσσεύς"]), ("ΟΔΥΣΣΕΥΣ", ["Οδυσσεύς"]),
    ("istanbul", ["İstanbul, ılıca"]), ("ILICA", ["İstanbul, ılıca"]),
    ("office fl", ["ofﬁce ﬂoor"]),
    ("ofﬁ", ["ofﬁce ﬂoor"]), ("full width", ["Ｆｕｌｌ Ｗｉｄｔｈ"]), ("ＯＦＦＩＣＥ", ["ofﬁce ﬂoor"]),
    ("Etude", ["e\u{301}tude in C++"]), ("étude c++", ["e\u{301}tude in C++"]),
    ("c", ["e\u{301}tude in C++"]),
    ("lodz coeur", ["Łódź, cœur"]), ("2024-2026 \"plan\"", ["2024–2026 “plan”"]),
    ("2024 - 2026", ["2024–2026 “plan”"]),
    ("한", ["한국어 문서"]), ("하", ["한국어 문서"]), ("한ㄱ", ["한국어 문서"]), ("국어", []), ("무", ["한국어 문서"]),
    ("出張", ["来週の出張"]), ("\"出張\"", ["来週の出張"]), ("「出張」", ["来週の出張"]), ("#出張、", ["来週の出張"]),
    ("来週・出張", ["来週の出張"]), ("出張・東京", []), ("(🚀)", ["🚀 launch"]),
    ("ハンカク", ["ﾊﾝｶｸ"]), ("ｶｸ", ["ﾊﾝｶｸ"]), ("か", []), ("ｶﾞ", []),
    ("cooperate", ["co\u{AD}operate"]), ("co-operate", []), ("हि", ["हिन्दी भाषा"]), ("ह", []),
    ("🚀", ["🚀 launch"]),
    ("launch 🚀", ["🚀 launch"]), ("x", []), ("xa", ["xa-b"]), ("a-b", []), ("xa-b", ["xa-b"]),
    ("b", ["xa-b"]),
    ("panic дом", []),
  ]

  private func names(_ query: String, _ workspace: ContractWorkspace) throws -> [String] {
    var wanted = TaskQuery(workspaceID: try workspace.workspaceID())
    wanted.text = query
    wanted.limit = 100
    return ContractWorkspace.names(["tasks": .array(try workspace.search(wanted).tasks)])
  }

  @Test(arguments: ContractSubject.all)
  func aWordIsFoundHoweverItIsSpelled(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    for name in Self.names { _ = try workspace.createTask(name) }
    for (query, found) in Self.found {
      #expect(try names(query, workspace).sorted() == found.sorted(), "\(query)")
    }
  }

  @Test(arguments: ContractSubject.all)
  func descriptionsAreFoundAsNamesAre(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    for (index, name) in Self.names.enumerated() {
      _ = try workspace.createTask("N\(index)", ["description": .string(name)])
    }
    for (query, found) in Self.found {
      let wanted = found.compactMap { Self.names.firstIndex(of: $0).map { "N\($0)" } }
      #expect(try names(query, workspace).sorted() == wanted.sorted(), "\(query)")
    }
  }

  @Test(arguments: ContractSubject.all)
  func aNameIsFoundWhole(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    for name in Self.names + ["Мой  дом", "мой дом и сад"] { _ = try workspace.createTask(name) }
    for (name, found) in [
      ("МОИ\u{306}  дом", ["Мой  дом", "мой дом"]), (" мой дом\n", ["мой дом"]), ("мои дом", []),
      ("STRASSE SPERREN", ["Straße sperren"]), ("strasse", []), ("🚀 Launch", ["🚀 launch"]),
      ("2024-2026 \"Plan\"", ["2024–2026 “plan”"]), ("", []), ("C++", []),
    ] {
      var wanted = TaskQuery(workspaceID: try workspace.workspaceID())
      wanted.name = name
      let page = try workspace.search(wanted)
      let names = ContractWorkspace.names(["tasks": .array(page.tasks)])
      #expect(names.sorted() == found.sorted() && !page.hasMore, "\(name)")
      #expect(page.near.isEmpty || page.tasks.isEmpty)
    }
  }

  @Test(arguments: ContractSubject.all)
  func theNearestOfANameThatNothingHas(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    for name in ["Call Mei", "Call Mia", "Call the caterer today", "Pay"] {
      _ = try workspace.createTask(name)
    }
    for (name, near) in [
      ("Call Mey", ["Call Mei", "Call Mia"]), ("the caterer", ["Call the caterer today"]),
      ("ask the caterer", ["Call the caterer today"]),
      ("call the catreer today", ["Call the caterer today"]), ("Invoice", []),
    ] {
      var wanted = TaskQuery(workspaceID: try workspace.workspaceID())
      wanted.name = name
      let page = try workspace.search(wanted)
      #expect(page.tasks.isEmpty, "\(name)")
      #expect(page.near.compactMap { $0["name"]?.string } == near, "\(name)")
    }
  }

  /// All IDs begin alike, so that the beginning of one finds everything.
  @Test(arguments: ContractSubject.all)
  func onlyAWholeIDIsOne(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = try workspace.createTask("Ship it")
    _ = try workspace.createTask("Other")
    let id = try workspace.id(task)
    let whole = [
      id, "#\(id)", id.uppercased(), "https://app.clickup.com/t/\(id)", "\(id) ship", "it #\(id)",
      "(\(id))", "\(id),", "#\(id.uppercased()).", "<https://app.clickup.com/t/\(id)?comment=1>",
      "https://app.clickup.com/t/\(id)#x ship",
    ]
    for query in whole { #expect(try names(query, workspace) == ["Ship it"], "\(query)") }
    let parts = ["86", String(id.prefix(5)), String(id.dropLast()), "\(id)x", "\(id) other"]
    for query in parts { #expect(try names(query, workspace) == [], "\(query)") }
    let deployed = try workspace.createTask("Deploy 86 to \(id)")
    #expect(try names("86", workspace) == ["Deploy 86 to \(id)"])
    #expect(try names(id, workspace) == ["Ship it", "Deploy 86 to \(id)"])
    #expect(try names(workspace.id(deployed), workspace) == ["Deploy 86 to \(id)"])
  }

  /// What both backends look into, and say the same of.
  @Test(arguments: ContractSubject.all)
  func whatMatchedIsSaid(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    func field(_ name: String, _ type: String, _ configuration: JSONValue = [:]) throws -> String {
      let body: JSONValue = [
        "name": .string(name), "type": .string(type), "type_config": configuration,
      ]
      let made = try workspace.send(.createListField, ["list_id": workspace.listID()], body)
      return try workspace.id(try #require(made["field"]))
    }
    let customer = try field("Customer", "short_text")
    let stage = try field(
      "Stage", "drop_down", ["options": [["name": "Idea"], ["name": "Signed"]]])
    let task = try workspace.createTask(
      "Print the flyers", ["description": "Two thousand, on matte paper", "tags": ["spring"]])
    _ = try workspace.createTask("Other")
    let id = try workspace.id(task)
    for (field, value) in [(customer, "Halvorsen AS"), (stage, 1)] as [(String, JSONValue)] {
      try workspace.send(.setFieldValue, ["task_id": id, "field_id": field], ["value": value])
    }
    for (query, matched) in [
      ("flyers", [TaskMatch(place: .name, text: nil)]),
      ("matte", [TaskMatch(place: .description, text: "Two thousand, on matte paper")]),
      ("HALVORSEN", [TaskMatch(place: .field(name: "Customer"), text: "Halvorsen AS")]),
      ("signed", [TaskMatch(place: .field(name: "Stage"), text: "Signed")]),
      ("spring", [TaskMatch(place: .tag, text: "spring")]),
      (
        "flyers halvorsen",
        [
          TaskMatch(place: .name, text: nil),
          TaskMatch(place: .field(name: "Customer"), text: "Halvorsen AS"),
        ]
      ),
      (id, [TaskMatch(place: .id, text: nil)]), ("idea", nil),
    ] as [(String, [TaskMatch]?)] {
      var wanted = TaskQuery(workspaceID: try workspace.workspaceID())
      wanted.text = query
      #expect(try workspace.search(wanted).matches == [])
      wanted.showsMatches = true
      #expect(try workspace.search(wanted).matches == (matched.map { [$0] } ?? []), "\(query)")
    }
  }
}
