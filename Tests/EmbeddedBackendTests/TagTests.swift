import APICore
import JSON
import Testing

@testable import EmbeddedBackend

@Suite struct TagTests {
  @Test func namesAreLowerCasedAndCreatingMayBeRepeated() throws {
    let workspace = try PartsWorkspace()
    let body: JSONValue = [
      "tag": ["name": "Test Tag", "tag_fg": "#000000", "tag_bg": "#FFFFFF"]
    ]
    for _ in 1...2 {
      let answer = try workspace.write(
        .createSpaceTag, ["space_id": workspace.spaceID], body: body)
      #expect(answer == [:])
    }
    let tags = try workspace.read(.getSpaceTags, ["space_id": workspace.spaceID])
    #expect(
      tags == [
        "tags": [
          [
            "name": "test tag", "tag_fg": "#000000", "tag_bg": "#FFFFFF",
            "project_id": .string(workspace.spaceID), "creator": .integer(workspace.userID),
          ]
        ]
      ])
  }

  @Test func aTaskShowsItsTagsInTheOrderItGotThem() throws {
    let workspace = try PartsWorkspace()
    let task = try workspace.task("Tagged", ["tags": ["Zebra"]])
    for name in ["apple", "APPLE"] {
      let answer = try workspace.write(.addTaskTag, ["task_id": task, "tag_name": name])
      #expect(answer == [:])
    }
    let shown = try workspace.shown(task)["tags"]?.array?.map { $0["name"]?.string }
    #expect(shown == ["zebra", "apple"])
    let known = try workspace.read(.getSpaceTags, ["space_id": workspace.spaceID])["tags"]
    #expect(known?.array?.count == 2)

    for _ in 1...2 {
      let answer = try workspace.write(.removeTaskTag, ["task_id": task, "tag_name": "Zebra"])
      #expect(answer == [:])
    }
    #expect(try workspace.shown(task)["tags"]?.array?.count == 1)
  }

  @Test func renamingAndDeletingReachTheTasks() throws {
    let workspace = try PartsWorkspace()
    let task = try workspace.task("Tagged", ["tags": ["old", "other"]])
    let path = ["space_id": workspace.spaceID, "tag_name": "old"]
    let answer = try workspace.write(
      .updateSpaceTag, path, body: ["tag": ["name": "New", "fg_color": "#111111"]])
    #expect(
      answer == ["tag": ["name": "new", "fg_color": "#111111", "bg_color": "#622aea"]])
    let tags = try workspace.shown(task)["tags"]
    #expect(tags?[0]?["name"] == "new")
    #expect(tags?[0]?["tag_fg"] == "#111111")

    let taken = refusal { () throws(APIError) in
      try workspace.write(
        .updateSpaceTag, ["space_id": workspace.spaceID, "tag_name": "new"],
        body: ["tag": ["name": "OTHER"]])
    }
    #expect(taken?.message == "the Space has a tag `other` already; use another name")

    try workspace.write(
      .deleteSpaceTag, ["space_id": workspace.spaceID, "tag_name": "NEW"])
    #expect(try workspace.shown(task)["tags"]?.array?.map { $0["name"] } == ["other"])
    let gone = refusal { () throws(APIError) in
      try workspace.write(.deleteSpaceTag, path)
    }
    #expect(gone?.status == 404)
  }

  @Test(
    arguments: [
      [:], ["tag": [:]], ["tag": ["name": "  "]], ["tag": "name"],
    ] as [JSONValue])
  func aTagNeedsAName(body: JSONValue) throws {
    let workspace = try PartsWorkspace()
    let error = refusal { () throws(APIError) in
      try workspace.write(.createSpaceTag, ["space_id": workspace.spaceID], body: body)
    }
    #expect(error?.status == 400)
    #expect(error?.message.contains("`tag") == true)
  }
}
