using System.ComponentModel.DataAnnotations;

namespace MedSsl.Coordination;

/// <summary>Where leases and cached values are kept (configuration section <c>Coordination</c>).</summary>
public sealed class CoordinationOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string SectionName = "Coordination";

    /// <summary>Value of <see cref="Kind"/> for one process that runs everything.</summary>
    public const string InProcess = "InProcess";

    /// <summary>Value of <see cref="Kind"/> for Redis.</summary>
    public const string Redis = "Redis";

    /// <summary><c>InProcess</c> or <c>Redis</c>.</summary>
    [AllowedValues(InProcess, Redis, ErrorMessage = $"{SectionName}:Kind must be {InProcess} or {Redis}.")]
    public string Kind { get; set; } = InProcess;

    /// <summary>Redis: <c>host:port</c> and options, for example <c>redis:6379,password=…,ssl=true</c>. Comes from the environment, is never logged.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>What the chosen kind needs beyond the attributes.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Kind == Redis && string.IsNullOrWhiteSpace(ConnectionString))
        {
            yield return new ValidationResult(
                $"{SectionName}:{nameof(ConnectionString)} must be host:port when {SectionName}:Kind is {Redis}.",
                [nameof(ConnectionString)]
            );
        }
    }
}
