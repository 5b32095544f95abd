using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MassTransit.Serialization;
using MedSsl.Contracts;
using MedSsl.Testing;

namespace MedSsl.Unit.Tests.Contracts;

/// <summary>The records of the contracts, their fields as the wire sees them, and the golden example of each.</summary>
internal static class ContractTypes
{
    private static readonly NullabilityInfoContext Nullability = new();

    public static IReadOnlyList<Type> All { get; } =
        [.. typeof(ObjectRef).Assembly.GetExportedTypes().Where(type => type is { IsClass: true, IsAbstract: false }).OrderBy(type => type.Name, StringComparer.Ordinal)];

    /// <summary>What reads and writes these records: the bus, and anybody with a plain JSON library.</summary>
    public static IReadOnlyList<JsonSerializerOptions> Serializers { get; } = [SystemTextJsonMessageSerializer.Options, JsonSerializerOptions.Web];

    public static string GoldenFolder { get; } = Path.Combine(Repository.Root, "tests", "golden", "contracts");

    public static Type Named(string name) => All.Single(type => type.Name == name);

    public static string GoldenPath(Type type) => Path.Combine(GoldenFolder, type.Name + ".json");

    public static JsonObject ReadGolden(Type type) => JsonNode.Parse(File.ReadAllText(GoldenPath(type)))!.AsObject();

    public static PropertyInfo[] FieldsOf(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance);

    public static string WireName(PropertyInfo field) => JsonNamingPolicy.CamelCase.ConvertName(field.Name);

    public static bool IsRequired(PropertyInfo field) => field.IsDefined(typeof(RequiredMemberAttribute));

    public static bool IsNullable(PropertyInfo field) =>
        Nullable.GetUnderlyingType(field.PropertyType) is not null || Nullability.Create(field).WriteState == NullabilityState.Nullable;

    /// <summary>
    /// One line a field, for example <c>MedSsl.Contracts.Training:StartTraining datasetVersion: Int32 optional</c>. The first word is the
    /// name of the exchange: a message that moves to another namespace reaches nobody.
    /// </summary>
    public static string Describe(PropertyInfo field) =>
        $"{field.DeclaringType!.Namespace}:{field.DeclaringType.Name} {WireName(field)}: {NameOf(field.PropertyType)} {(IsRequired(field) ? "required" : "optional")}";

    /// <summary>The type and everything inside it: what a list holds, what lies under a nullable.</summary>
    public static IEnumerable<Type> Unfold(Type type) => type.GenericTypeArguments.SelectMany(Unfold).Prepend(type);

    private static string NameOf(Type type) =>
        Nullable.GetUnderlyingType(type) is { } underlying ? NameOf(underlying)
        : type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GenericTypeArguments.Select(NameOf))}>"
        : type.Name;
}
