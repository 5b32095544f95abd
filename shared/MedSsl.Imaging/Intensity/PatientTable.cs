namespace MedSsl.Imaging.Intensity;

/// <summary>
/// The table under the patient of a CT slice: outside of the largest connected object and its cavities there is air. The usual first step of
/// lung segmentation (Hu, Hoffman, Reinhardt, IEEE TMI 20:490, 2001). A table that the body touches stays, and so does an arm only if
/// it touches the body: hence on request only.
/// </summary>
internal static class PatientTable
{
    /// <summary>Between lung and fat, Hounsfield units.</summary>
    private const float Tissue = -400;

    public static void Remove(GrayImage image)
    {
        var body = new BinaryMask(image.Width, image.Height, Array.ConvertAll(image.Pixels, value => value > Tissue)).LargestComponent().FillHoles();
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = body.Pixels[i] ? image.Pixels[i] : CtPreparation.Air;
        }
    }
}
