using System.ComponentModel.DataAnnotations;

namespace MedSsl.Sharding;

/// <summary>How samples are gathered into shards.</summary>
public sealed class ShardingOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Sharding";

    /// <summary>A shard is sealed when its samples reach this many bytes. Default: 256 MB.</summary>
    [Range(1_000, 4_000_000_000)]
    public long ShardBytes { get; set; } = 256_000_000;

    /// <summary>
    /// Samples that wait longer than this are sealed into a smaller shard. Default: 10 min. The end of an import seals what it brought at once.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "7.00:00:00")]
    public TimeSpan SealAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// A version takes about this many samples at most; what waits beyond makes the next ones. The memory of a builder grows with it, by about 2 kB a sample. Default: 50,000.
    /// </summary>
    [Range(1, 1_000_000)]
    public int VersionSamples { get; set; } = 50_000;

    /// <summary>
    /// Adds the pixels of each sample once more as a grey PNG of 16 bits, for readers without the decoder (docs/shard-format.md). Shards become more than twice as
    /// large. Holds for shards that are sealed from then on. Default: false.
    /// </summary>
    public bool Png16 { get; set; }

    /// <summary>
    /// Age from which a shard or a catalogue file that no version of any dataset names is removed: left by a builder that died or lost a race. Longer than any builder
    /// takes from a shard to the version that names it. Default: 7 days.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan OrphanAge { get; set; } = TimeSpan.FromDays(7);
}
