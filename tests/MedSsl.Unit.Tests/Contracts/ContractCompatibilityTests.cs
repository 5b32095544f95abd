using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace MedSsl.Unit.Tests.Contracts;

/// <summary>
/// Messages change by addition only: a message in flight, or a client written last year, must still be understood. The golden files hold
/// one example per message and <c>shape.txt</c> the type of every field; a change that breaks either breaks somebody's consumer.
/// </summary>
public sealed class ContractCompatibilityTests
{
    private static readonly string ShapePath = Path.Combine(ContractTypes.GoldenFolder, "shape.txt");

    public static TheoryData<string> Messages => [.. ContractTypes.All.Select(type => type.Name)];

    public static TheoryData<string, string> RequiredFields =>
        [.. from type in ContractTypes.All
            from property in ContractTypes.FieldsOf(type)
            where ContractTypes.IsRequired(property)
            select (type.Name, ContractTypes.WireName(property))];

    [Fact]
    public void Shape_has_lost_no_field_and_changed_no_type()
    {
        var missing = File.ReadAllLines(ShapePath).Except(Shape());
        Assert.True(!missing.Any(), $"Fields were removed, renamed or changed. Add a new optional field, or a new message, instead:\n{string.Join('\n', missing)}");
    }

    [Fact]
    public void Shape_names_every_field()
    {
        var approved = File.ReadAllLines(ShapePath);
        var added = Shape().Except(approved).ToList();
        Assert.True(added.Count == 0, $"Add these lines to {ShapePath}, and the fields to the example of the message:\n{string.Join('\n', added)}");
    }

    [Fact]
    public void New_field_of_an_existing_message_is_optional()
    {
        var approved = File.ReadAllLines(ShapePath);
        var breaking = BreakingAdditions(approved, Shape());
        Assert.True(breaking.Count == 0, $"An older message does not have these fields; they must be optional:\n{string.Join('\n', breaking)}");
    }

    [Fact]
    public void BreakingAdditions_required_field_of_known_message_only()
    {
        string[] approved = ["A:Known id: String required"];
        string[] now = ["A:Known id: String required", "A:Known note: String optional", "A:Known at: DateTimeOffset required", "A:New id: String required"];
        Assert.Equal(["A:Known at: DateTimeOffset required"], BreakingAdditions(approved, now));
    }

    [Fact]
    public void Golden_examples_belong_to_messages()
    {
        var known = ContractTypes.All.Select(type => type.Name).ToHashSet();
        Assert.All(Directory.GetFiles(ContractTypes.GoldenFolder, "*.json"), path => Assert.Contains(Path.GetFileNameWithoutExtension(path), known));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Golden_example_exists_and_shows_every_field(string message)
    {
        var type = ContractTypes.Named(message);
        Assert.True(File.Exists(ContractTypes.GoldenPath(type)), $"{ContractTypes.GoldenPath(type)} is missing: an example of {message} with every field.");
        Assert.Equal(ContractTypes.FieldsOf(type).Select(ContractTypes.WireName).Order(), ContractTypes.ReadGolden(type).Select(field => field.Key).Order());
        Assert.All(ContractTypes.ReadGolden(type), field => Assert.NotNull(field.Value));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Golden_example_survives_reading_and_writing(string message)
    {
        var type = ContractTypes.Named(message);
        var golden = ContractTypes.ReadGolden(type);
        Assert.All(ContractTypes.Serializers, options =>
        {
            var written = JsonSerializer.SerializeToNode(golden.Deserialize(type, options), type, options);
            Assert.True(JsonNode.DeepEquals(golden, written), $"read and written again it became {written}");
        });
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Older_message_without_optional_and_with_unknown_fields_is_read(string message)
    {
        var type = ContractTypes.Named(message);
        var golden = ContractTypes.ReadGolden(type);
        var older = golden.DeepClone().AsObject();
        foreach (var field in ContractTypes.FieldsOf(type).Where(field => !ContractTypes.IsRequired(field)))
        {
            older.Remove(ContractTypes.WireName(field));
        }

        older["fieldOfANewerVersion"] = new JsonObject { ["nested"] = new JsonArray(1, "two") };
        Assert.All(ContractTypes.Serializers, options =>
        {
            var read = older.Deserialize(type, options);
            Assert.All(ContractTypes.FieldsOf(type), field =>
            {
                var value = JsonSerializer.SerializeToNode(field.GetValue(read), field.PropertyType, options);
                var expected = ContractTypes.IsRequired(field) ? golden[ContractTypes.WireName(field)] : null;
                Assert.True(JsonNode.DeepEquals(expected, value), $"{field.Name} is {value}, expected {expected}");
            });
        });
    }

    [Theory]
    [MemberData(nameof(RequiredFields))]
    public void Message_without_a_required_field_is_refused(string message, string field)
    {
        var type = ContractTypes.Named(message);
        var incomplete = ContractTypes.ReadGolden(type);
        Assert.True(incomplete.Remove(field));
        Assert.All(ContractTypes.Serializers, options => Assert.Throws<JsonException>(() => incomplete.Deserialize(type, options)));
    }

    private static List<string> Shape() => [.. ContractTypes.All.SelectMany(ContractTypes.FieldsOf).Select(ContractTypes.Describe)];

    private static List<string> BreakingAdditions(IReadOnlyCollection<string> approved, IReadOnlyCollection<string> now)
    {
        var known = approved.Select(line => line.Split(' ')[0]).ToHashSet();
        return [.. now.Except(approved).Where(line => known.Contains(line.Split(' ')[0]) && line.EndsWith(" required", StringComparison.Ordinal))];
    }
}
