using System.Text.Json.Serialization;

namespace MedSsl.Catalogue.Labels;

/// <summary>One statement about a subject in a task: a row of a label table. The columns are those of docs/labels.md.</summary>
public sealed record LabelRow
{
    /// <summary>Task of the statement.</summary>
    [JsonPropertyName("task"), JsonRequired]
    public string Task { get; set; } = "";

    /// <summary>What is said: one of <see cref="Contracts.Ingestion.AnnotationKinds"/>.</summary>
    [JsonPropertyName("kind"), JsonRequired]
    public string Kind { get; set; } = "";

    /// <summary>Mapped SOP Instance UID; null where the series is meant.</summary>
    [JsonPropertyName("sop_instance_uid")]
    public string? SopInstanceUid { get; set; }

    /// <summary>Frame from 0; null for all frames of the instance, and for a series.</summary>
    [JsonPropertyName("frame")]
    public int? Frame { get; set; }

    /// <summary>Mapped Series Instance UID; null where it was not told with the instance.</summary>
    [JsonPropertyName("series_uid")]
    public string? SeriesUid { get; set; }

    /// <summary>Name of the finding; null for other kinds.</summary>
    [JsonPropertyName("finding")]
    public string? Finding { get; set; }

    /// <summary>The class, or what is said of the finding; without white space around it.</summary>
    [JsonPropertyName("value"), JsonRequired]
    public string Value { get; set; } = "";

    /// <summary>Left edge of a box in pixels of the stored instance.</summary>
    [JsonPropertyName("box_x")]
    public double? BoxX { get; set; }

    /// <summary>Upper edge of a box in pixels.</summary>
    [JsonPropertyName("box_y")]
    public double? BoxY { get; set; }

    /// <summary>Width of a box in pixels.</summary>
    [JsonPropertyName("box_width")]
    public double? BoxWidth { get; set; }

    /// <summary>Height of a box in pixels.</summary>
    [JsonPropertyName("box_height")]
    public double? BoxHeight { get; set; }

    /// <summary>Columns of the image that a box lies in.</summary>
    [JsonPropertyName("image_columns")]
    public int? ImageColumns { get; set; }

    /// <summary>Rows of the image that a box lies in.</summary>
    [JsonPropertyName("image_rows")]
    public int? ImageRows { get; set; }

    /// <summary>Key of the object of a mask.</summary>
    [JsonPropertyName("mask_key")]
    public string? MaskKey { get; set; }

    /// <summary>SHA-256 of the object of a mask.</summary>
    [JsonPropertyName("mask_sha256")]
    public string? MaskSha256 { get; set; }

    /// <summary>Bytes of the object of a mask.</summary>
    [JsonPropertyName("mask_bytes")]
    public long? MaskBytes { get; set; }

    /// <summary>Free detail.</summary>
    [JsonPropertyName("detail")]
    public string? Detail { get; set; }

    /// <summary>The split that its source assigns.</summary>
    [JsonPropertyName("split_hint")]
    public string? SplitHint { get; set; }

    /// <summary>Who says so.</summary>
    [JsonPropertyName("source"), JsonRequired]
    public string Source { get; set; } = "";

    /// <summary>Kind of the annotator: one of <see cref="Contracts.Ingestion.AnnotatorKinds"/>; null where it was not told.</summary>
    [JsonPropertyName("annotator")]
    public string? Annotator { get; set; }

    /// <summary>When it was made (UTC).</summary>
    [JsonPropertyName("made_at")]
    public DateTime MadeAt { get; set; }

    /// <summary>Id of the submission that it came with.</summary>
    [JsonPropertyName("submission"), JsonRequired]
    public string Submission { get; set; } = "";

    /// <summary>Whether it is the one that counts of those that speak about the same thing (<see cref="LabelChoice"/>).</summary>
    [JsonPropertyName("chosen")]
    public bool Chosen { get; set; }
}
