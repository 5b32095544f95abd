using MedSsl.Imaging.Intensity;

namespace MedSsl.Imaging.Phantoms;

/// <summary>A labelled synthetic image as a scanner would store it.</summary>
/// <param name="Modality">DICOM modality.</param>
/// <param name="Task">One of <see cref="Phantoms.Tasks"/>.</param>
/// <param name="Positive">Whether it shows the task's lesion.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="StoredValues">Stored pixel values, row-major.</param>
/// <param name="BitsStored">Bits that a stored value needs; bits allocated are 8 or 16.</param>
/// <param name="Signed">Whether stored values are two's complement.</param>
/// <param name="RescaleSlope">Modality rescale: value = stored * slope + intercept.</param>
/// <param name="RescaleIntercept">Modality rescale; with it a CT is in Hounsfield units.</param>
/// <param name="Photometric">MONOCHROME1 or MONOCHROME2.</param>
/// <param name="PixelSpacing">Millimetres between pixel centres.</param>
public sealed record Phantom(
    string Modality,
    string Task,
    bool Positive,
    int Width,
    int Height,
    int[] StoredValues,
    int BitsStored,
    bool Signed,
    double RescaleSlope,
    double RescaleIntercept,
    string Photometric,
    double PixelSpacing)
{
    /// <summary>The image as ingestion would prepare it: rescaled, then <see cref="ModalityPreparation"/>.</summary>
    public GrayImage Prepare()
    {
        var values = Array.ConvertAll(StoredValues, stored => (float)((stored * RescaleSlope) + RescaleIntercept));
        return ModalityPreparation.Prepare(Modality, new GrayImage(Width, Height, values), new PreparationParameters
        {
            BitsStored = BitsStored,
            Signed = Signed,
            Inverted = Photometric == "MONOCHROME1",
            IsRescaledToHounsfield = Modality == "CT",
        });
    }
}
