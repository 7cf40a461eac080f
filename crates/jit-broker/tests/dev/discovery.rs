use serde_json::Value;

use crate::stage::App;

#[tokio::test]
async fn the_metadata_say_what_there_is() {
    let app = App::start();
    let url = app.at(".well-known/openid-configuration");

    let metadata: Value = app.get(&url).await.json().await.unwrap();
    let config: Value = app
        .get(&format!("{}/v1/config", app.broker.url()))
        .await
        .json()
        .await
        .unwrap();
    let keys: Value = app
        .get(metadata["jwks_uri"].as_str().unwrap())
        .await
        .json()
        .await
        .unwrap();

    assert_eq!(metadata["issuer"], config["issuer"]);
    assert_eq!(metadata["issuer"], format!("{}/issuer", app.broker.url()));
    assert_eq!(
        metadata["code_challenge_methods_supported"],
        serde_json::json!(["S256"])
    );
    assert_eq!(
        metadata["authorization_response_iss_parameter_supported"],
        true
    );
    assert_eq!(config["client_id"], "jit");
    assert_eq!(config["audience"], app.broker.url());
    assert_eq!(config["sandbox"], true);
    assert_eq!(keys["keys"].as_array().unwrap().len(), 1);
    let key = &keys["keys"][0];
    assert_eq!(
        (&key["kty"], &key["crv"], &key["alg"]),
        (&"EC".into(), &"P-256".into(), &"ES256".into())
    );
    assert!(key.get("d").is_none(), "the private half stays");
}
