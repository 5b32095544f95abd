using MedSsl.Dicom;
using MedSsl.Imaging.Phantoms;

namespace MedSsl.Unit.Tests.Ingestion;

/// <summary>Phantoms as DICOM files.</summary>
internal static class TestStudies
{
    private const int Size = 24;

    public static byte[] Dicom(
        int instance = 1, string series = "1.2.3.1", string patient = "PAT-1", string task = "chest_nodule", int content = 1, string? photometric = null, string? modality = null, int size = Size)
    {
        var phantom = Phantoms.Draw(task, positive: true, size, seed: 1, patient: content, instance);
        var inverted = photometric is not null && photometric != phantom.Photometric;
        var top = (1 << phantom.BitsStored) - 1;
        return SecondaryCapture.Write(new SecondaryCaptureImage
        {
            SopClass = SopClasses.OfModality(phantom.Modality),
            PatientId = patient,
            StudyUid = series + ".0",
            SeriesUid = series,
            SopInstanceUid = $"{series}.{instance}",
            InstanceNumber = instance,
            Modality = modality ?? phantom.Modality,
            Rows = phantom.Height,
            Columns = phantom.Width,
            BitsAllocated = 16,
            BitsStored = phantom.BitsStored,
            Signed = phantom.Signed,
            Photometric = photometric ?? phantom.Photometric,
            PixelData = SecondaryCapture.Pack(inverted ? Array.ConvertAll(phantom.StoredValues, value => top - value) : phantom.StoredValues, 16),
            RescaleSlope = phantom.RescaleSlope,
            RescaleIntercept = phantom.RescaleIntercept,
            PixelSpacing = phantom.PixelSpacing,
        });
    }
}
