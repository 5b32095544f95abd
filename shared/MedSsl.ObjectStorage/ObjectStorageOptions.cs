using System.ComponentModel.DataAnnotations;

namespace MedSsl.ObjectStorage;

/// <summary>Which object store the platform uses (configuration section <c>ObjectStorage</c>).</summary>
public sealed class ObjectStorageOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string SectionName = "ObjectStorage";

    /// <summary>Value of <see cref="Kind"/> for a folder of the file system.</summary>
    public const string FileSystem = "FileSystem";

    /// <summary>Value of <see cref="Kind"/> for a server that speaks S3.</summary>
    public const string S3 = "S3";

    /// <summary><c>FileSystem</c> or <c>S3</c>.</summary>
    [AllowedValues(FileSystem, S3, ErrorMessage = $"{SectionName}:Kind must be {FileSystem} or {S3}.")]
    public string Kind { get; set; } = FileSystem;

    /// <summary>FileSystem: the folder that holds the bucket. Empty (default): <c>objects</c> in the data folder of the host.</summary>
    public string Root { get; set; } = "";

    /// <summary>Name of the bucket, by the rules of S3.</summary>
    [Required(ErrorMessage = $"{SectionName}:Bucket is empty.")]
    [RegularExpression(
        "[a-z0-9][a-z0-9-]{1,61}[a-z0-9]",
        ErrorMessage = $"{SectionName}:Bucket must have 3 to 63 lower-case letters, digits or hyphens, no hyphen at its ends."
    )]
    public string Bucket { get; set; } = "medssl";

    /// <summary>S3: host and port, for example <c>minio:9000</c>, without a scheme.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>S3: access key.</summary>
    public string AccessKey { get; set; } = "";

    /// <summary>S3: secret key. Comes from the environment or a file, is never logged.</summary>
    public string SecretKey { get; set; } = "";

    /// <summary>S3: HTTPS instead of HTTP.</summary>
    public bool UseTls { get; set; }

    /// <summary>S3: region that requests are signed for.</summary>
    [Required(ErrorMessage = $"{SectionName}:Region is empty; use us-east-1 where the server has no regions.")]
    public string Region { get; set; } = "us-east-1";

    /// <summary>What the chosen kind needs beyond the attributes.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Kind != S3)
        {
            yield break;
        }

        if (string.IsNullOrWhiteSpace(Endpoint) || Endpoint.Contains("://", StringComparison.Ordinal))
        {
            yield return Missing(nameof(Endpoint), S3, "host:port without a scheme");
        }

        if (string.IsNullOrWhiteSpace(AccessKey))
        {
            yield return Missing(nameof(AccessKey), S3, "the access key");
        }

        if (string.IsNullOrWhiteSpace(SecretKey))
        {
            yield return Missing(nameof(SecretKey), S3, "the secret key");
        }
    }

    private static ValidationResult Missing(string name, string kind, string expected) =>
        new($"{SectionName}:{name} must be {expected} when {SectionName}:Kind is {kind}.", [name]);
}
