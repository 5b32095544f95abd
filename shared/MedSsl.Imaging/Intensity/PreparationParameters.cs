namespace MedSsl.Imaging.Intensity;

/// <summary>What the file says about its values, as far as <see cref="ModalityPreparation"/> needs it.</summary>
public sealed record PreparationParameters
{
    /// <summary>Window Center (0028,1050), if the file carries one.</summary>
    public double? WindowCenter { get; init; }

    /// <summary>Window Width (0028,1051), if the file carries one.</summary>
    public double? WindowWidth { get; init; }

    /// <summary>True for MONOCHROME1: the smallest value is meant to be shown white.</summary>
    public bool Inverted { get; init; }

    /// <summary>True when the values of a CT are in Hounsfield units (the modality rescale has been applied).</summary>
    public bool IsRescaledToHounsfield { get; init; }

    /// <summary>Bits Stored (0028,0101): gives the full range of values; 0 when unknown.</summary>
    public int BitsStored { get; init; }

    /// <summary>Pixel Representation (0028,0103) is 1: values are two's complement.</summary>
    public bool Signed { get; init; }
}
