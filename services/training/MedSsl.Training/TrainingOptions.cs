using System.ComponentModel.DataAnnotations;

namespace MedSsl.Training;

/// <summary>How runs are worked on.</summary>
public sealed class TrainingOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Training";

    /// <summary>Time between two checkpoints; what a crash costs at most. Default: 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Checkpoints of a run that are kept, the newest ones. Default: 2.</summary>
    [Range(1, 1000)]
    public int KeepCheckpoints { get; set; } = 2;

    /// <summary>Whether the checkpoint with the lowest loss − ln K, the mean of 20 steps, is kept beside them. Default: true.</summary>
    public bool KeepBest { get; set; } = true;

    /// <summary>Time between two progress events. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time between two looks for withdrawn patients while a run is trained; a batch that is prepared later than that has none. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan TombstoneInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Time between two looks whether a run that is trained was paused or cancelled. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan ControlInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Where the network runs: <c>cpu</c> or <c>cuda</c>. Default: cpu.</summary>
    [AllowedValues("cpu", "cuda")]
    public string Device { get; set; } = "cpu";

    /// <summary>Threads of one tensor operation; 0 leaves the choice to libtorch. Default: 0.</summary>
    [Range(0, 1024)]
    public int Threads { get; set; }
}
