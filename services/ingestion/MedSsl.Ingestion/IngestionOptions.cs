using System.ComponentModel.DataAnnotations;
using MedSsl.Contracts.Ingestion;

namespace MedSsl.Ingestion;

/// <summary>How images come in.</summary>
public sealed class IngestionOptions : IValidatableObject
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Ingestion";

    /// <summary>
    /// Key of all pseudonyms: at least 32 bytes in base64. Whoever has it can link pseudonyms to identities; a different key gives different
    /// pseudonyms for the same patient. Several keys are written as <c>ID:BASE64,ID:BASE64</c>: the last one is used from then on, its id is written
    /// into every object, and the first one keeps sealing the quarantine. Empty: read from <see cref="SiteKeyFile"/>.
    /// </summary>
    public string SiteKey { get; set; } = "";

    /// <summary>
    /// File that holds the key in base64, or several as <c>ID:BASE64</c>, one a line, the newest last. Empty: <c>site.key</c> in the spool, which the embedded mode creates on first use (readable by its
    /// owner only); with a shared object store it must be given, because all processes need the same key.
    /// </summary>
    public string SiteKeyFile { get; set; } = "";

    /// <summary>A series without new instances for this long is complete. Default: 30 s. The end of an import completes its series at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan SeriesIdleTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A series is found complete after this time even while instances still come, so that a slow sender holds nothing up; what comes later leads to a newer
    /// manifest. Default: 1 h; 0 waits for the idle time, however long.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan SeriesLongestTime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Idle and longest times of single sources, in place of <see cref="SeriesIdleTime"/> and <see cref="SeriesLongestTime"/>: <c>TITLE=IDLE</c> or
    /// <c>TITLE=IDLE/LONGEST</c>, separated by semicolons, for example <c>CT1=00:00:10/00:30:00;STOW-RS=00:02:00</c>. TITLE is a calling AE title,
    /// <c>STOW-RS</c>, <c>import</c> or <c>drop</c>. A series from several sources waits for the slowest. Default: none.
    /// </summary>
    public string SourceTimes { get; set; } = "";

    /// <summary>
    /// A study is complete when all its series are, and were for this long without a new one. Default: 2 min. The end of an import completes its studies
    /// at once.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan StudyIdleTime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// A study is found complete after this time even while series of it are open; what comes later leads to a newer manifest. Default: 4 h; 0 waits for
    /// the idle time, however long.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan StudyLongestTime { get; set; } = TimeSpan.FromHours(4);

    /// <summary>
    /// What happens to an instance that comes with other content than the one stored under its SOP Instance UID: <c>quarantine</c> keeps the stored one and
    /// sets the other aside, <c>keep-first</c> drops the other, <c>keep-newest</c> replaces the stored one and has its series normalized again. Each case is
    /// told as <c>InstanceConflicted</c>. Default: <c>quarantine</c>.
    /// </summary>
    [AllowedValues(ConflictPolicies.Quarantine, ConflictPolicies.KeepFirst, ConflictPolicies.KeepNewest)]
    public string ConflictPolicy { get; set; } = ConflictPolicies.Quarantine;

    /// <summary>How long refused inputs are kept in the quarantine; 0 keeps them until somebody drops them. Default: 0.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "36500.00:00:00")]
    public TimeSpan QuarantineRetention { get; set; }

    /// <summary>Largest file that is read, in bytes. Default: 1 GiB.</summary>
    [Range(1024, int.MaxValue)]
    public int MaxFileBytes { get; set; } = 1 << 30;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Series.SourceTimes.Problems(SourceTimes).Select(problem => new ValidationResult($"{nameof(SourceTimes)}: {problem}", [nameof(SourceTimes)]));
}
