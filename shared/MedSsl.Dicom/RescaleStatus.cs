namespace MedSsl.Dicom;

/// <summary>Whether stored values of a frame can be brought to the unit of the modality.</summary>
public enum RescaleStatus
{
    /// <summary>There is a slope and an intercept that can be, or a table.</summary>
    Usable,

    /// <summary>The object has neither slope nor intercept nor a table.</summary>
    Absent,

    /// <summary>One of the two is missing, not a finite number, 0 as a slope, or of a size that no scanner needs.</summary>
    Absurd,
}
