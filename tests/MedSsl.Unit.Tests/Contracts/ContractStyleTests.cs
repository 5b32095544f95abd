using System.Reflection;
using System.Runtime.CompilerServices;
using MedSsl.Contracts;
using Xunit;

namespace MedSsl.Unit.Tests.Contracts;

/// <summary>How a message is written, so that it can travel and grow.</summary>
public sealed class ContractStyleTests
{
    public static TheoryData<string> Messages => [.. ContractTypes.All.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_follows_the_rules(string message) => Assert.Empty(Violations(ContractTypes.Named(message)));

    [Fact]
    public void Names_are_unique() => Assert.Equal(ContractTypes.All.Count, ContractTypes.All.Select(type => type.Name).Distinct().Count());

    [Fact]
    public void Contracts_reference_the_base_class_library_only() =>
        Assert.All(typeof(ObjectRef).Assembly.GetReferencedAssemblies(), name => Assert.StartsWith("System.", name.Name, StringComparison.Ordinal));

    [Theory]
    [InlineData(typeof(NotSealed), "sealed")]
    [InlineData(typeof(NotARecord), "record")]
    [InlineData(typeof(WithEnum), "enum")]
    [InlineData(typeof(WithLocalTime), "DateTimeOffset")]
    [InlineData(typeof(WithPayload), "ObjectRef")]
    [InlineData(typeof(WithSetter), "init")]
    [InlineData(typeof(WithHiddenDefault), "required")]
    public void Violations_message_that_breaks_a_rule_is_found(Type type, string rule) =>
        Assert.Contains(rule, Assert.Single(Violations(type)), StringComparison.Ordinal);

    private static IEnumerable<string> Violations(Type type)
    {
        if (!type.IsSealed)
        {
            yield return $"{type.Name} must be sealed";
        }

        if (type.GetMethod("<Clone>$") is null)
        {
            yield return $"{type.Name} must be a record";
        }

        foreach (var field in ContractTypes.FieldsOf(type))
        {
            var types = ContractTypes.Unfold(field.PropertyType).ToList();
            if (types.Any(inner => inner.IsEnum))
            {
                yield return $"{type.Name}.{field.Name} is an enum: it could not grow on the wire; use a string with constants";
            }

            if (types.Contains(typeof(DateTime)))
            {
                yield return $"{type.Name}.{field.Name} must be a DateTimeOffset in UTC";
            }

            if (types.Contains(typeof(byte[])))
            {
                yield return $"{type.Name}.{field.Name} carries bytes: name them by an ObjectRef";
            }

            if (field.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) != true)
            {
                yield return $"{type.Name}.{field.Name} must have an init accessor";
            }

            if (ContractTypes.IsRequired(field) == ContractTypes.IsNullable(field))
            {
                yield return $"{type.Name}.{field.Name} must be required, or nullable where it may be absent";
            }
        }
    }

    private record NotSealed
    {
        public required string Id { get; init; }
    }

    private sealed record Derived : NotSealed;

    private sealed class NotARecord
    {
        public required string Id { get; init; }
    }

    private sealed record WithEnum
    {
        public required IReadOnlyList<DayOfWeek> Days { get; init; }
    }

    private sealed record WithLocalTime
    {
        public DateTime? At { get; init; }
    }

    private sealed record WithPayload
    {
        public required byte[] Pixels { get; init; }
    }

    private sealed record WithSetter
    {
        public required string Id { get; set; }
    }

    private sealed record WithHiddenDefault
    {
        public int Version { get; init; }
    }
}
