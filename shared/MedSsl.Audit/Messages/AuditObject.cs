namespace MedSsl.Audit.Messages;

/// <summary>What an event is about (Participant Object).</summary>
public sealed record AuditObject
{
    /// <summary>Its identifier.</summary>
    public required string Id { get; init; }

    /// <summary>What kind of identifier that is.</summary>
    public required CodedValue IdType { get; init; }

    /// <summary>Participant Object Type Code: 1 a person, 2 a system object.</summary>
    public required int TypeCode { get; init; }

    /// <summary>Participant Object Type Code Role: 1 patient, 3 report (which a study counts as), 13 security resource.</summary>
    public required int Role { get; init; }

    /// <summary>Its name; the schema wants one.</summary>
    public required string Name { get; init; }

    /// <summary>What a study holds; empty where that does not apply.</summary>
    public IReadOnlyList<SopClassCount> SopClasses { get; init; } = [];

    /// <summary>Whether <see cref="Id"/> stands for the real one; null where the question makes no sense.</summary>
    public bool? IsDeIdentified { get; init; }

    /// <summary>More about it: type and text.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Details { get; init; } = [];
}
