/// `create_tag`: a Space has a tag.
enum CreateTag: MakingTool {
  typealias Parent = OnSpace
  typealias Form = TagForm
}
