using MedSsl.Dicom;

namespace MedSsl.Benchmarks;

/// <summary>Generated CT slices as DICOM files.</summary>
internal static class CtSlices
{
    /// <summary>CT slices of 16 bits that do not compress, a hundred to a series; the numbers are in their UIDs, so that other numbers are other instances.</summary>
    public static void Write(string folder, int first, int count, int size)
    {
        Directory.CreateDirectory(folder);
        var values = new int[size * size];
        for (var slice = first; slice < first + count; slice++)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = ((i * 31) + (slice * 17)) & 0xFFF;
            }

            File.WriteAllBytes(Path.Combine(folder, $"{slice - first:D4}.dcm"), SecondaryCapture.Write(new SecondaryCaptureImage
            {
                SopClass = SopClasses.ComputedTomography, PatientId = "bench", StudyUid = $"1.2.826.1.{slice / 1000}", SeriesUid = $"1.2.826.2.{slice / 100}",
                SopInstanceUid = $"1.2.826.3.{slice}", InstanceNumber = slice + 1, Modality = "CT", Rows = size, Columns = size,
                BitsAllocated = 16, BitsStored = 12, PixelData = SecondaryCapture.Pack(values, 16), RescaleSlope = 1, RescaleIntercept = -1024, PixelSpacing = 0.7,
            }));
        }
    }
}
