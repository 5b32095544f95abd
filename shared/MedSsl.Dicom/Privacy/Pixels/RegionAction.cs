namespace MedSsl.Dicom.Privacy.Pixels;

/// <summary>What a rule does with an image.</summary>
internal enum RegionAction
{
    /// <summary>Rectangles are blanked.</summary>
    Blank,

    /// <summary>Somebody has looked: such images hold no text about the patient.</summary>
    None,

    /// <summary>What is outside of the ultrasound regions is blanked, even if the image says that it holds text.</summary>
    Regions,

    /// <summary>Never sure.</summary>
    Refuse,
}
